"""What goes wrong, said helpfully: a page in the visitor's language, or a JSON answer that names word and value."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from agregateur.errors import SelectionError
from agregateur.web.cors import OPEN
from agregateur.web.i18n import mark, say
from agregateur.web.paths import language_of, local, path_of
from agregateur.web.site import Site


class Problem(Exception):
    """A page that cannot be shown as asked: an HTTP `status` and the `code` of what to say."""

    def __init__(self, status: int, code: str = "page") -> None:
        super().__init__(code)
        self.status = status
        self.code = code


TITLES = {
    404: mark("Cette page n’existe pas"),
    410: mark("Ce rendez-vous n’est plus annoncé"),
    405: mark("Cette adresse ne se lit qu’avec GET"),
    400: mark("Nous n’avons pas compris ce formulaire"),
    403: mark("Ce formulaire ne vient pas de ce site"),
    413: mark("Nous n’avons pas compris ce formulaire"),
    422: mark("Nous n’avons pas compris cette adresse"),
    429: mark("C’est beaucoup à la fois"),
    500: mark("Quelque chose n’a pas marché chez nous"),
    503: mark("L’agenda est momentanément indisponible"),
}
TITLES_OF = {"feed_gone": mark("Cette adresse a été supprimée")}
"""Titles that a code has for itself."""
EXPLANATIONS = {
    "page": mark("L’adresse est peut-être incomplète, ou la page a changé de place."),
    "commune": mark("Aucune commune ne porte ce code. Cherchez la vôtre par son nom ou son code postal."),
    "epci": mark("Aucune intercommunalité ne porte ce numéro. Cherchez plutôt votre commune."),
    "departement": mark("Aucun département ne porte ce code. Cherchez plutôt votre commune."),
    "gone": mark("Ce rendez-vous n’est plus annoncé."),
    "event": mark("Aucun rendez-vous ne porte cette adresse. Il a peut-être été mal recopié."),
    "actor": mark("Aucune structure ne porte cet identifiant. Il a peut-être été mal recopié."),
    "actor_gone": mark("Cette structure n’est plus présentée."),
    "article": mark("Aucune actualité ne porte cet identifiant. Il a peut-être été mal recopié."),
    "article_gone": mark("Cette actualité n’est plus publiée."),
    "feed": mark("Aucun agenda ne porte cette adresse. Elle a peut-être été mal recopiée."),
    "feed_gone": mark(
        "La personne qui avait créé cet agenda l’a supprimé. Vous pouvez en composer un autre."
    ),
    "form": mark("Revenez à la page précédente et réessayez."),
    "often": mark(
        "Attendez une heure avant de créer d’autres adresses, ou modifiez l’une de celles que vous avez."
    ),
    "method": mark("Cette page se consulte, elle ne reçoit rien."),
    "fault": mark("Ce n’est pas votre faute. Réessayez dans quelques minutes."),
}
SELECTION = {
    "selection_word": mark("L’adresse contient le mot « %(word)s », que cette page ne connaît pas."),
    "selection_value": mark("« %(value)s » n’est pas une valeur possible pour « %(word)s »."),
    "selection_date": mark("« %(value)s » n’est pas une date : écrivez par exemple 2026-12-31."),
    "selection_order": mark("La date de fin (« au ») vient avant la date de début (« du »)."),
    "selection_empty": mark("Le mot « %(word)s » est là, mais sans valeur."),
    "selection_alone": mark("« %(word)s » ne va pas seul : ajoutez « %(allowed)s »."),
    "selection_against": mark("« gratuit=oui » et « %(value)s » s’excluent : gardez l’un des deux."),
    "selection_place": mark(
        "Cette adresse est déjà celle d’une commune ou d’un groupe de communes : partez de l’agenda entier pour en "
        "choisir d’autres."
    ),
    "selection_contrast": mark(
        "La couleur « %(value)s » ne se lit pas assez bien sur le fond « %(background)s » : leur contraste est de "
        "%(contrast)s, il faut au moins 4,5. Choisissez « %(word)s » plus claire ou plus foncée."
    ),
    "selection_one": mark("Le mot « %(word)s » ne prend qu’une seule valeur."),
}


def wants_page(request: Request) -> bool:
    """Whether the address is that of a page: feeds, the API and the probes answer programs."""
    path = path_of(request)
    last = path.rsplit("/", 1)[-1]
    return not (
        path.startswith(("/api/", "/static/")) or "." in last or path in {"/healthz", "/readyz", "/oembed"}
    )


def _template(request: Request) -> str:
    """Inside a frame on another site there is room for the words alone."""
    return "widget_problem.html" if path_of(request) == "/widget" else "problem.html"


def problem_page(site: Site, request: Request, status: int, code: str = "page") -> Response:
    """The page, or for programs a JSON object `{"error", "message"}`."""
    language = language_of(request)
    if not wants_page(request):
        answer = {"error": code, "message": say(language, EXPLANATIONS[code])}
        return JSONResponse(answer, status, OPEN)
    return site.page(
        request,
        _template(request),
        status=status,
        title=TITLES_OF.get(code) or TITLES.get(status, TITLES[500]),
        explanation=say(language, EXPLANATIONS[code]),
        allowed=(),
    )


def selection_problem(site: Site, request: Request, error: SelectionError) -> Response:
    """422: which word, which value, and what is allowed."""
    language = language_of(request)
    given = {"word": "", "value": ""} | error.values
    values = {name: str(value) for name, value in given.items() if name != "allowed"}
    allowed = [str(value) for value in error.values.get("allowed", [])]
    said = SELECTION.get(error.code, SELECTION["selection_value"])
    told = values | {"allowed": ", ".join(allowed)}
    if language == "fr" and "contrast" in told:
        told["contrast"] = told["contrast"].replace(".", ",")
    sentence = say(language, said, **told)
    if not wants_page(request):
        answer = {"error": error.code, "message": error.message, **values, "allowed": allowed}
        return JSONResponse(answer, 422, OPEN)
    return site.page(
        request,
        _template(request),
        status=422,
        title=TITLES[422],
        explanation=sentence,
        allowed=allowed,
        without=local(path_of(request), language),
    )
