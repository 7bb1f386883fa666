"""Words that matching knows: what says nothing, what sort of thing a title names, what frames a programme.

All are folded and without their plural, as `stem` makes them. They are lists of the language, not of any territory.
"""

from __future__ import annotations

from agregateur.text import words


def stem(word: str) -> str:
    """A folded word without its plural: `greniers` and `grenier` are one. Short words stay."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and not word.isdigit() else word


def _set(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words(text))


STOP = frozenset(
    words("""
    a au aux avec ce ces cet cette chez comme d dans de des du elle en entre est et il ils j je l la le les leur lui m
    ma mais me meme mes moi mon n ne nos notre nous on ou par pas pour qu que qui s sa se ses si son sous sur t ta te
    tes toi ton tu un une vos votre vous y sans vers chaque dont plus tres tout toute tous toutes jusqu vs via
    pres autour
    of and in at for with to by an on from your our della dello delle degli dei del di da il lo gli una uno per con
    der die das und im am mit von zu fur ein eine
    """)
) | {stem(w) for w in ("dans", "sans", "vers", "tous", "toutes", "leurs", "elles")}

GENERIC = _set("""
    animation apero aperitif apres midi atelier bal balade bourse cafe celebration ceremonie chantier cine cinema club
    collecte concert conference conseil conte cour cours danse debat decouverte dej dejeuner diner edition evenement
    expo exposition famille festival fete film foire forum grand grande groupe gratuit initiation inscription jeu
    jour journee lecture loto marche matin matinee musical musicale musique nuit ouverture ouvert petit petite
    permanence porte presentation programme projection public randonnee rando recital rencontre rendez repas reunion
    saison salle scene seance semaine session soir soiree sortie spectacle stage tournoi theatre vente vernissage vide
    visite guide guidee commente commentee niveau special speciale nouveau nouvelle venez venue bienvenue invitation
    participez decouvrir decouvrez rdv agenda info ne pas manquer attend attendent nombreux entree libre
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre
    octobre novembre decembre ete hiver printemps automne hebdomadaire mensuel mensuelle annuel annuelle
    compagnie cie association asso groupe part partie avec artiste duree tarif
    avant premiere coup coeur initie essai essaie grand coin
    the troupe ensemble organise organisee propose amateur complet jeune super mega populaire traditionnel
    traditionnelle
    assemblee generale ordinaire extraordinaire
    bientot
    webinaire visio visioconference ligne online distance zoom vost vostfr vostf vf vo
    """)
"""Words that many titles share: they never tell two events apart, nor join them."""

EVERYWHERE = _set("""
    aines anciens arbre armistice artifice artisan artisanal association belote blanc boule bric broc brocante
    carnaval citoyenne commemoration commerce communal communautaire concours createur dansant don ecole
    electorale election feu foraine france galette gouter grenier halloween inauguration
    intercommunal jouet maire mairie messe municipal municipale nationale nettoyage noel numerique octobre rose
    paques parent patrimoine patronale pere petanque plan pompier producteur publique repair reparation roi saint sang
    service social soupe sport telethon troc velo victoire village ville vin voeu yoga pilates gym crepe dominicale
    fermier population accueil ado bebe enfant adulte senior jeunesse lecteur bibliotheque mediatheque dansante
    commission portes jazz choeur chorale orchestre trad folk rock ludotheque
    deballage braderie puce
    place rue eglise chapelle stade gymnase foyer rural polyvalente centre lac fort chateau quartier hameau
    elu elue elus habitant habitante riverain usager citoyen maires
    college lycee creche ouverte societe camp plage parc jardin cathedrale musee halle vallee montagne col
    """)
"""What every commune holds, often on the same day at the same hour: it names an event within one commune only."""

SORTS = {
    stem(word): sort
    for sort, said in {
        "atelier": "atelier cours initiation stage decouverte",
        "bal": "bal thedansant dansant dansante",
        "talk": "conference causerie debat rencontre cafe discussion table",
        "expo": "expo exposition expose exposent",
        "opening": "vernissage inauguration",
        "film": "cine cinema film projection court metrage documentaire",
        "loto": "loto bingo quine",
        "belote": "belote tarot",
        "contest": "concours",
        "market": "bourse brocante foire marche vente vide grenier puces troc braderie deballage",
        "show": "concert recital musical musicale spectacle theatre conte cirque opera chorale danse humour aubade",
        "meal": "banquet dej dejeuner diner gouter repas brunch buffet aligot paella soupe",
        "meeting": "assemblee ag conseil reunion commission permanence",
        "walk": "balade randonnee rando sortie marche raquette excursion promenade",
        "tour": "visite",
        "sport": "match tournoi trail course cyclo",
        "festival": "festival fete carnaval feria kermesse ducasse",
        "mass": "messe culte vepres celebration priere",
        "ceremony": "ceremonie commemoration hommage",
        "firework": "artifice",
        "fair": "forum salon",
        "rehearsal": "repetition",
    }.items()
    for word in said.split()
}
"""What sort of thing a title says it is: of two sorts, one name is hardly one event."""
del SORTS["marche"]  # a market and a walk alike
KINDRED = frozenset(
    frozenset(pair)
    for pair in (
        ("atelier", "talk"), ("show", "bal"), ("show", "talk"), ("film", "talk"), ("walk", "tour"),
        ("festival", "market"), ("meeting", "talk"),
        ("meal", "talk"), ("festival", "show"), ("sport", "walk"), ("atelier", "walk"), ("show", "mass"),
        ("belote", "loto"), ("festival", "meal"), ("festival", "bal"), ("atelier", "meal"), ("tour", "expo"),
        ("fair", "market"), ("fair", "festival"), ("fair", "talk"), ("ceremony", "mass"), ("ceremony", "talk"),
        ("ceremony", "festival"), ("contest", "belote"), ("contest", "sport"), ("contest", "loto"),
        ("contest", "festival"),
    )
)  # fmt: skip
"""Sorts that partners use for one another now and then: less against than others."""

FRAMES = _set("""
    festival fete feria kermesse carnaval salon semaine quinzaine biennale cycle estivales foire
    """)
"""What may hold other events: a festival is not its concerts."""

SAME_WORD = {
    stem(theirs): stem(ours)
    for line in """
    market marche; mercato marche; mercatino marche; markt marche; weihnachtsmarkt marche; christmas noel;
    natale noel; weihnachten noel; navidad noel; tour visite; visit visite; visita visite; fuhrung visite;
    guided guidee; guidata guidee; gefuhrte guidee; workshop atelier; laboratorio atelier; exhibition exposition;
    exhibit exposition; mostra exposition; ausstellung exposition; expo exposition; walk balade; walking balade;
    hike randonnee; hiking randonnee; escursione randonnee; passeggiata balade; wanderung randonnee;
    rando randonnee; night nuit; notte nuit; nacht nuit; evening soiree; serata soiree; child enfant;
    children enfant; kid enfant; bambini enfant; kinder enfant; tale conte; storytelling conte; story histoire;
    fiaba conte; castle chateau; castello chateau; schloss chateau; church eglise; chiesa eglise; kirche eglise;
    snowshoe raquette; snowshoeing raquette; museum musee; museo musee; museum musee; opening vernissage;
    dance danse; danza danse; dancing danse; movie film; tasting degustation; degustazione degustation;
    village village; town ville; citta ville; city ville; old vieille; fortified fort; fortress fort;
    forteresse fort; citadel citadelle; concerto concert; concerti concert; konzert concert; choir choeur;
    coro choeur; chor choeur; music musique; musica musique; musik musique; live concert; theater theatre;
    teatro theatre; garden jardin; giardino jardin; garten jardin; mountain montagne; montagna montagne; lake lac;
    lago lac; river riviere; bread pain; pane pain; cheese fromage; formaggio fromage; wine vin; vino vin;
    honey miel; miele miel; lavender lavande; chestnut chataigne; castagna chataigne; apple pomme; party fete;
    festa fete; fair foire; fiera foire; race course; corsa course; lauf course; bike velo; cycling velo;
    sunday dimanche; saturday samedi; friday vendredi; summer ete; winter hiver; estate ete; inverno hiver;
    spring printemps; autumn automne; family famille; famiglia famille; beginner debutant; beginners debutant;
    talk conference; lecture conference; conferenza conference; vortrag conference; reading lecture; bird oiseau;
    star etoile; stars etoile; sky ciel; stargazing etoile; wood bois; forest foret; foresta foret; wald foret;
    stone pierre; school ecole; library bibliotheque; biblioteca bibliotheque; bookshop librairie;
    puppet marionnette; burattini marionnette; circus cirque; circo cirque; firework artifice; fireworks artifice;
    heritage patrimoine; square place; piazza place; platz place; hall salle; sala salle; halle halle;
    medieval medieval; discover decouvrir; discovery decouverte; flea grenier; car velo; course course;
    cooking cuisine; cucina cuisine; snow neige; neve neige; schnee neige; ski ski; sled luge; water eau; acqua eau;
    fc football; foot football; tc tennis; hbc handball;
    organ orgue; organo orgue; harp harpe; guitar guitare; chitarra guitare; violin violon; brass fanfare;
    band fanfare; soir soiree; matinee matin; mediatheque bibliotheque; bib bibliotheque; med bibliotheque;
    biblio bibliotheque; ag assemblee; photographie photo; photographique photo; conf conference; assoc association;
    foot football; fuhrung visite; weihnachtsmarkt marche; weihnacht noel; spur trace; ausstellung expo; wanderung
    randonnee; rundgang visite; kirche eglise; marktplatz place; eliza eglise; iliz eglise; lesung lecture; tanz danse;
    weinprobe degustation; kino cinema; konzerte concert; kunst art; schloss chateau; burg chateau; turm tour; stadt
    ville; dorf village; berg montagne; see lac; visita visite; guidata guide; passeggiata promenade; escursione
    randonnee; mostra expo; spettacolo spectacle; laboratorio atelier; bambini enfant; kinder enfant; children enfant;
    kid enfant; exposicion expo; exposicio expo; concierto concert; fiesta fete; taller atelier; mercado marche; mercat
    marche; paseo promenade; abesbatza choeur; kontzertu concert; kontzertua concert; azoka marche; besta fete;
    erakusketa expo; tentoonstelling expo; wandeling promenade; markt marche; rondleiding visite; sonadeg concert;
    blood sang; donation don; quine loto; bingo loto; carol noel;
    book livre; farmer producteur; seven sept; island ile; boat bateau; trip excursion; craft artisan;
    st saint; ier 1er; ste saint; sainte saint; cie compagnie; vid vide; spect spectacle; exp exposition;
    """.replace("\n", " ").split(";")
    if len(line.split()) == 2
    for theirs, ours in [line.split()]
}
"""Words of neighbours' and visitors' languages, and short forms, by the French word that titles use."""
for _word in ("car", "old", "the"):
    SAME_WORD.pop(_word, None)

NIGHT_WORDS = _set(
    "nuit nocturne reveillon electro techno dj after aube brame minuit lever soleil eclipse etoile rave"
)
"""What may begin between half past midnight and six."""

INVITATIONS = _set("""
    venez attend attendent nombreux manquer rendez decouvrez participez invitation bienvenue sortez profitez bouge anime
    invite faire sort sortir envie quoi idee autre culture
    """)
"""Words of headlines, which stand where the title should."""

BODIES = _set("""
    association asso comite societe club amicale union groupe section cercle collectif federation centre maison espace
    les la le des du de ami amis compagnie
""")
"""What societies call themselves: it tells none apart."""
REPEATERS = _set("""
    agenda office tourisme ot otsi sortir sortie destination portail plateforme guide info infos gazette lettre
    newsletter hebdo magazine mag calendrier evenement annonce participatif pays territoire mairie ville commune
    communaute communes agglo agglomeration metropole radio journal presse quotidien blog web carte annuaire flux
    departement region parc fm tv echo courrier depeche feuille bulletin tribune republicain nouvelle affiche actu week
    faire
""")
"""Words in the names of those who repeat what others organise."""
