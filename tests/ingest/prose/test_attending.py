"""Whether a date is that of something one can attend: told by the subject, the verb and who is asked to come."""

from __future__ import annotations

from datetime import datetime

import pytest

from agregateur.ingest.prose import Found, announced, find

PUBLISHED = datetime(2026, 11, 23, 9, 0)


def read(title: str, text: str) -> Found | None:
    return announced(find(title, text, published=PUBLISHED, zone="Europe/Paris"))


def starts(title: str, text: str) -> list[str]:
    found = read(title, text)
    return [start.isoformat()[5:16] for start, _ in found.timings] if found else []


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Loto du basket : les bénévoles",
            "Samedi 5 décembre à 9h, installation des tables. Merci de confirmer.",
        ),
        ("Chorale", "La répétition du mardi 1er décembre à 20h est annulée."),
        ("Concert de l'Avent", "Les places seront en vente mercredi 2 décembre à 10h au tabac."),
        ("Salle polyvalente", "Samedi 5 décembre de 8h à 18h, la salle sera réservée au Téléthon."),
        ("Info riverains", "Lundi 7 décembre de 8h à 17h : fouille archéologique rue Haute."),
        (
            "Atelier couture : nouvel horaire",
            "Dès jeudi 3 décembre, l'atelier débutera à 19h au lieu de 18h.",
        ),
        ("À la télé", "Notre fromagère sera l'invitée de France 3 jeudi 3 décembre à 19h."),
        ("Adieu Lucette", "La cérémonie religieuse aura lieu vendredi 27 novembre à 15h."),
        ("Permanence impôts", "Un agent reçoit sur rendez-vous jeudi 3 décembre de 9h à 12h."),
    ],
)
def test_what_nobody_is_asked_to_attend(title, text):
    assert read(title, text) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Zéro déchet", "Apprenez à coudre vos lingettes, samedi 5 décembre à 15h."),
        ("Fermeture de la scierie", "Le collectif appelle au rassemblement samedi 5 décembre à 15h."),
        (
            "Le vieux moulin",
            "Exceptionnellement ouvert au public samedi 5 décembre à 15h : visites et goûter.",
        ),
        ("Les Chats bottés", "Samedi 5 décembre à 15h, salle Gerbert. 6 €."),
        ("Budget participatif", "Venez défendre vos idées samedi 5 décembre à 15h au foyer."),
        ("Ramassage à la rivière", "Rendez-vous samedi 5 décembre à 15h au pont, gants fournis."),
    ],
)
def test_what_people_are_asked_to_attend(title, text):
    assert starts(title, text) == ["12-05T15:00"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La MJC déménagera le 1er mars. Dernière soirée dansante samedi 5 décembre à 21h !", ["12-05T21:00"]),
        ("Dans le cadre du festival d'hiver (1er-20 décembre), le chœur chantera samedi 5 décembre à 18h.",
         ["12-05T18:00"]),
        ("Samedi 5 décembre à 20h, concert. Dépôt des instruments le 4 décembre à 17h.", ["12-05T20:00"]),
        ("Départ dimanche 6 décembre à 9h. Retrait des dossards samedi de 15h à 18h.", ["12-06T09:00"]),
        ("Rando de 9 km (3h30) dimanche 6 décembre. Départ à 9h.", ["12-06T09:00"]),
        ("Samedi 5 décembre, ouverture des portes à 19h, premier groupe à 20h.", ["12-05T20:00"]),
        ("Bal les 5 et 6 décembre. Stationnement interdit du vendredi 18h au lundi 8h.", ["12-05", "12-06"]),
        ("Premier samedi de décembre (le 5), à 14h, au foyer.", ["12-05T14:00"]),
        ("Le loto est reporté au dimanche 6 décembre à 14h.", ["12-06T14:00"]),
    ],
)  # fmt: skip
def test_which_of_several_dates_is_attended(text, expected):
    assert starts("Fête de la Sainte-Barbe", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vendredi et samedi 4 et 5 décembre, 20h", ["12-04T20:00", "12-05T20:00"]),
        ("Les 5-6 et 12-13 décembre à 10h", ["12-05T10:00", "12-06T10:00", "12-12T10:00", "12-13T10:00"]),
        ("Les 5 et 6 décembre (samedi de 14h à 17h, dimanche de 10h à 17h)", ["12-05T14:00", "12-06T10:00"]),
        ("Du 4 au 6 décembre. Vendredi : 18h-22h. Samedi : 10h-20h. Dimanche : 11h-18h.",
         ["12-04T18:00", "12-05T10:00", "12-06T11:00"]),
        ("Samedi 5 décembre, 18h, église de Lans. Samedi 12 décembre, 17h, église d'Autrans.",
         ["12-05T18:00", "12-12T17:00"]),
        ("Samedi 5 décembre à 18h en l'église, et dimanche 6 décembre à 17h à la chapelle",
         ["12-05T18:00", "12-06T17:00"]),
        ("- samedi 5 décembre à 18h, église\n- dimanche 6 décembre à 17h, chapelle", ["12-05T18:00", "12-06T17:00"]),
        ("Prévu initialement le 5 décembre, le concert aura lieu le dimanche 13 décembre à 17h.", ["12-13T17:00"]),
        ("Samedi 5 décembre de 9h à 18h\n45 exposants", ["12-05T09:00"]),
        ("Samedi 5 décembre à 18h. La salle sera ensuite fermée du 20 décembre au 5 janvier.", ["12-05T18:00"]),
        ("Samedi 5 décembre à 18h. Répétition générale le vendredi 4 décembre à 17h.", ["12-05T18:00"]),
    ],
)  # fmt: skip
def test_days_and_hours_told_in_rows(text, expected):
    assert starts("Concerts de Noël", text) == expected


def test_the_name_of_a_work_is_no_date():
    assert starts("Ciné-débat « Demain »", "Vend. 27 nov. 20h00, cinéma Le Rex") == ["11-27T20:00"]


def test_days_of_what_the_title_names_are_one_list():
    text = (
        "Vendredi 4 décembre de 18h à 23h : jazz et buvette. Samedi 5 décembre de 10h à 23h : fanfare et bal."
    )
    assert starts("Festival des Neiges", text) == ["12-04T18:00", "12-05T10:00"]
    assert starts("À retenir", text) == []


def test_a_partner_who_announces_nothing_else_is_believed_but_for_the_least_likely():
    def believed(text: str) -> Found | None:
        return announced(find("Info", text, published=PUBLISHED, zone="Europe/Paris"), believed=True)

    assert believed("Rosalie et son accordéon le 5 décembre à 15h") is not None
    assert believed("Coupure d'électricité jeudi 3 décembre de 8h à 12h") is None


def test_the_signs_are_told():
    [found] = find("Loto", "Samedi 5 décembre à 20h", published=PUBLISHED, zone="Europe/Paris")
    assert {"title_leads_2", "hour", "evening", "weekend"} <= set(found.signs)
    assert found.timings == ((datetime(2026, 12, 5, 20), None),)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Un café au comptoir", "Le café associatif ouvre maintenant dès 8h du mercredi au samedi."),
        ("Photos anciennes", "Prêtez-nous vos photos ! Nous les numérisons le jeudi de 14h à 17h."),
        ("Comment s'inscrire", "Recevez chaque vendredi à 18h l'agenda du week-end par la newsletter."),
        ("Centre de loisirs", "Il accueille les enfants de 3 à 12 ans du 20 au 30 avril, de 7h30 à 18h30."),
        ("Des bras", "Le domaine recherche 20 coupeurs du 5 au 15 décembre, de 7h à 14h."),
        ("Concert", "Nous sommes au regret d'annuler la soirée du samedi 5 décembre à 20h."),
        (
            "Distribution des sacs",
            "Rendez-vous devant la salle samedi 5 décembre de 9h à 12h, sur présentation.",
        ),
        ("Estive", "La montée des troupeaux commencera vers le 15 décembre."),
        ("Sortie au zoo", "Les maternelles iront au parc de la Barben jeudi 3 décembre. Départ 8h15."),
        ("Bal des pompiers", "L'amicale remercie les 600 danseurs. Calendriers en vente samedi 5 décembre."),
    ],
)
def test_what_serves_is_sent_or_is_over(title, text):
    assert read(title, text) is None


@pytest.mark.parametrize(
    ("title", "text", "start"),
    [
        ("Chœur Gaudete", "Le chœur vous ouvre sa répétition samedi 5 décembre à 20h.", "12-05T20:00"),
        (
            "Concert",
            "Les Fils de l'air jouent à la ferme des Granges samedi 5 décembre à 20h30.",
            "12-05T20:30",
        ),
        ("En salle", "« La Rue » en avant-première samedi 5 décembre à 20h30 au Palace.", "12-05T20:30"),
        ("Samedi 5 décembre, n'oublions pas", "Un concert est donné samedi à 17h30.", "12-05T17:30"),
        ("La caserne", "Les pompiers ouvrent leurs portes samedi 5 décembre de 9h à 12h.", "12-05T09:00"),
        (
            "Fête de la pomme",
            "Elle aura lieu samedi 5 décembre. Fanfare, jeux, repas sous chapiteau à midi.",
            "12-05",
        ),
        ("Repas du club", "Samedi 5 décembre à la ferme. Repas à midi, 15 €.", "12-05T12:00"),
        ("On bricole", "Fastoche avec Nadine ! Samedi de 14 à 17 h à la ressourcerie. 5 €.", "11-28T14:00"),
        (
            "La Toscane en images",
            "Diaporama d'Odile et René samedi 5 décembre à 14h30, salle Beauséjour.",
            "12-05T14:30",
        ),
    ],
)
def test_words_of_services_in_an_announcement(title, text, start):
    assert starts(title, text) == [start]
