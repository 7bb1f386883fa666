"""What structures are, as their names say it: kinds with their words, kinds that go together, belong to others, abound.

Words of the language, folded, without plural and small words, as `actor_names` reads them.
"""

from __future__ import annotations

KINDS = """
town_hall: mairie; commune; hotel ville
town_hall/part: mairie annexe; mairie deleguee
ccas: ccas; cias; centre communal action sociale; centre intercommunal action sociale
tourist_office: office tourisme; ot; syndicat initiative; office tourisme intercommunal; bureau information
 touristique
epci: communaute commune; communaute agglomeration; cdc; agglo
library: bibliotheque; mediatheque; point lecture; bibliobus; bibliotheque mediatheque
toy_library: ludotheque
nursery_school: maternelle; ecole maternelle
primary_school: elementaire; ecole elementaire
school: ecole; groupe scolaire; ecole primaire; ecole privee; ecole publique; ecole primaire privee; primaire; ecole
 primaire publique
college: college
lycee: lycee
lycee/general: lycee general technologique; lycee general; lgt
lycee/trade: lycee professionnel; lp; lycee metier
canteen: cantine; restaurant scolaire; restauration scolaire
adult_training: greta; cfa
cinema: cinema
film_club: cineclub; cine club; cinema club
theatre: theatre; salle spectacle; auditorium; opera
hall: salle; palais
hall/feast: salle fete
hall/multi: salle polyvalente; salle polyvalent; foyer communal; salle communale; salle municipale
culture_centre: centre culturel; espace culturel; maison culture; pole culturel; relais culturel
cafe: cafe; bar; bistrot; bistro; buvette; pub; salon the; estaminet; guinguette; cafe associatif; bar associatif;
 cafe culturel; cafe concert
restaurant: restaurant; auberge; pizzeria; creperie; brasserie; gargote
shop: boutique; magasin; vestiboutique; friperie; vestiaire; depot vente; boutique solidaire
grocery: epicerie; epicerie sociale; epicerie solidaire; epicerie sociale solidaire; superette; vrac
biocoop: biocoop
bakery: boulangerie; fournil; boulangerie patisserie; boulanger
butcher: boucherie; boucherie charcuterie
cheese: fromagerie
fish: poissonnerie
greengrocer: primeur
bookshop: librairie; librairie papeterie
pharmacy: pharmacie
garage: garage; garage solidaire
recycling: ressourcerie; recyclerie; recyclage
tip: decheterie; dechetterie
nursery: creche; multi accueil; micro creche; halte garderie; garderie; jardin enfant; creche parentale
child_minders: rpe; ram; ramip; relais petite enfance; relais assistante maternelle; relai petite enfance
holiday_centre: centre loisir; alsh; accueil loisir; clsh
youth: service jeunesse; espace jeune; espace jeunesse; maison jeune; local jeune; point information jeunesse; pij;
 bij
mjc: mjc; maison jeune culture
social_centre: centre social; csc; centre socioculturel; centre socio culturel; espace vie sociale; evs; centre social
 culturel; maison quartier
friends: ami; ami ancien
parents: parent eleve; association parent eleve
parents/ape: ape
parents/apel: apel
parents/fcpe: fcpe
parents/peep: peep
old_pupils: ancien eleve
amicale: amicale
amicale/lay: amicale laique
amicale/firemen: amicale sapeur pompier
firemen: centre secours; pompier; sapeur pompier; caserne; centre incendie secours; caserne pompier; sdis
young_firemen: jsp; jeune sapeur pompier
feasts: comite fete
twinning: comite jumelage; jumelage
choir: chorale; choeur; ensemble vocal
band: harmonie; fanfare; orchestre harmonie; batterie fanfare; orchestre; lyre
heritage: conservatoire patrimoine; conservatoire espace naturel; conservatoire botanique
music_school: ecole musique; ecole musique danse; ecole municipale musique; ecole intercommunale musique; ecole
 municipale musique danse; conservatoire; ecole intercommunale musique danse
dance_school: ecole danse
museum: musee; ecomusee; museum
church: eglise; abbatiale; chapelle; cathedrale; basilique; collegiale; abbaye
protestant_church: temple
parish: paroisse
presbytery: presbytere
health_house: msp; maison sante; maison sante pluridisciplinaire; pole sante; centre sante; maison sante
 pluriprofessionnelle; maison medicale
practice: cabinet; cabinet infirmier; cabinet infirmiere; cabinet medical
hospital: hopital; centre hospitalier; clinique; centre hospitalier intercommunal
old_home: ehpad; maison retraite; foyer logement; residence autonomie; residence senior
handicap/work: esat; etablissement service aide travail; cat
handicap/children: ime; institut medico educatif
handicap/home: foyer hebergement; foyer vie; fam; mas
handicap/care: sessad; samsah; savs
pool: piscine; centre aquatique; centre nautique; stade nautique; complexe aquatique; espace aquatique
stadium: stade
gymnasium: gymnase; halle sport; complexe sportif; palais sport; salle omnisport
police: police; police municipale; commissariat
gendarmerie: gendarmerie; gendarmerie nationale
treasury: tresorerie; perception; centre finance publique
post: poste; bureau poste; agence postale; agence postale communale; poste agence postale; relais poste
state_services: france service; maison france service; msap; espace france service; maison service public
job_centre: pole emploi; france travail; anpe; agence pole emploi
mission_locale: mission locale; mlj; mission locale jeune
dept_house: mds; maison departementale solidarite; maison solidarite; centre medico social; maison departement; cms
letter_writer: ecrivain public
camping: camping; camping municipal
gite: gite; gite rural; gite etape; chambre hote
hotel: hotel; hotel restaurant
refuge: refuge
farm/inn: ferme auberge
farm: ferme; gaec; exploitation agricole; ferme bio
winery: cave; cave cooperative; chateau; domaine; cave cooperatif
market: marche; halle; marche couvert; marche hebdomadaire
square: place
park: parc; square
garden/shared: jardin partage; jardin collectif; jardin solidaire
garden/family: jardin familial; jardin familiaux; jardin ouvrier
garden: jardin
compost: compost partage; compost; composteur collectif; composteur; composteur partage
book_box: boite livre
radio: radio
repair_cafe: repair cafe; repaircafe; cafe reparation
fablab: fablab; fab lab
amap: amap; maintien agriculture paysanne
third_place: tiers lieu
associations_house: maison association; maison vie associative
labour_exchange: bourse travail
nautical_base: base nautique; base voile; base loisir
ski_school: esf; ecole ski francais; esi; ecole ski internationale
former_place: ancien; ancienne
station: gare; gare sncf; halte ferroviaire
rural_foyer: foyer rural; foyer ruraux; fdfr
lay_foyer: foyer laique
elders: club aine; club 3 age; ancien combattant; aine ruraux
people_house: maison pour tous; mpt
digital: espace public numerique; epn; cyberbase; cyber base
young_workers: fjt; foyer jeune travailleur; habitat jeune; residence habitat jeune
asylum: cada; centre accueil demandeur asile
infants: pmi; protection maternelle infantile
prefecture: prefecture
prefecture/sub: sou prefecture
department: conseil departemental; conseil general; hotel departement
court: tribunal; tribunal judiciaire
tobacco: tabac; tabac presse; bureau tabac; maison presse; presse
hairdresser: coiffure; coiffeur; salon coiffure; coiffeuse
florist: fleuriste
optician: opticien; optique
laundry: pressing; laverie; laverie automatique
supermarket: supermarche; hypermarche
cemetery: cimetiere
wash_house: lavoir
playground: aire jeu; aire jeux
skatepark: skatepark; skate park
car_park: parking; aire covoiturage; parking covoiturage
charging: borne recharge
toilets: toilette; wc; wc public
bowling_ground: boulodrome; terrain petanque
hunters: acca; societe chasse; association communale chasse agreee; chasse
fishers: aappma; societe peche; peche; association agreee peche protection milieu aquatique
"""
"""Kind, then the ways in which names say it, an entry a line or more. The part behind a slash sorts one kind: each goes
with the bare one."""

SPORTS = """
judo; basket basketball basket-ball basketteur; football foot-ball fc; rugby rc; tennis tc; tennis-de-table tt
ping-pong pingpong; handball hb hbc hand-ball; volley volleyball volley-ball; natation; plongee; petanque;
athletisme; escrime; gymnastique-volontaire gv; gymnastique-rythmique gr; gymnastique gym; cyclo cyclotourisme
velo-club cyclisme; vtt; ski; karate; aikido; boxe; tir; tir-arc archer; equitation equestre; randonnee
randonnee-pedestre ffrandonnee ffrp rando-club; canoe kayak canoe-kayak; escalade; badminton; echec; yoga; hockey;
roller; triathlon; aviron; voile; parapente; danse; feminin feminine; masculin masculine
"""
"""Sports, and who plays: what tells one section or club of a town from another. Words in one entry are one."""

_TOGETHER = """
theatre hall culture_centre
theatre music_school
cafe restaurant hotel
cafe grocery
cafe third_place
third_place fablab
shop grocery bakery
shop butcher
shop cheese
shop fish
shop greengrocer
shop biocoop grocery
social_centre mjc people_house culture_centre
school nursery_school
school primary_school
farm winery
refuge gite
garden park
tobacco cafe
tobacco grocery
tobacco bookshop
former_place third_place
former_place cafe
former_place culture_centre
former_place hall
"""
TOGETHER = frozenset(
    frozenset((x, y))
    for line in _TOGETHER.strip().splitlines()
    for x in line.split()
    for y in line.split()
    if x != y
)
"""Kinds by which one structure may be called here and there."""


def _these(text: str) -> frozenset[str]:
    return frozenset(text.split())


INSIDE = _these("""
    adult_training amap amicale band book_box bookshop bowling_ground cafe canteen car_park ccas choir cinema
    compost digital fablab feasts film_club firemen friends garden gite grocery gymnasium hairdresser hall
    holiday_centre infants labour_exchange letter_writer library market music_school nursery old_pupils parents
    pharmacy playground pool practice radio repair_cafe restaurant shop stadium state_services theatre third_place
    tobacco tourist_office toy_library young_firemen youth
""")
"""What may belong to another structure and bear its name: "la cantine du Zéphyr", "les Amis de la médiathèque"."""

SOCIETIES = _these("""
    friends parents amicale feasts twinning choir band amap firemen old_pupils garden
    hunters fishers
""")
"""What is an association by itself: "Association des amis" are the friends."""

MANY = _these("""
    school nursery post pharmacy bakery butcher grocery biocoop shop cafe restaurant hotel gite church gymnasium stadium
    square park garden compost practice farm garage canteen refuge winery primary_school nursery_school book_box
    old_home letter_writer social_centre holiday_centre repair_cafe third_place lycee
    college parents tobacco hairdresser florist optician laundry supermarket cemetery wash_house playground skatepark
    car_park
    charging toilets bowling_ground
""")
"""Of what a town has several: a name that says no more is not one structure."""

UNIQUE = _these("""
    town_hall ccas tourist_office epci library cinema mjc pool music_school mission_locale job_centre state_services
    museum
    associations_house police gendarmerie treasury prefecture court hospital labour_exchange people_house toy_library
    child_minders dept_house
""")
"""Of what a small town has one at most."""
