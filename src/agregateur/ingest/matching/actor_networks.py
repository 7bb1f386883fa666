"""National networks, and what many societies call themselves, by their letters and in full.

Words of their names, folded, without plural and small words, as `actor_names` reads them.
"""

NETWORKS = """
admr: aide domicile milieu rural; admr
cpie: centre permanent initiative environnement; cpie
lpo: ligue protection oiseau; ligue pour protection oiseau; lpo
fne: france nature environnement; frapna; fne
spf: secours populaire francais; secours populaire; spf; secours pop
secours_catholique: secours catholique; secours catholique caritas; secours catholique caritas france
restos: restaurant coeur; resto coeur; restos
red_cross: croix rouge francaise; croix rouge; crf
emmaus: emmaus; communaute emmaus
familles_rurales: famille rurale; association famille rurale; afr
generations: generation mouvement; aine ruraux
food_bank: banque alimentaire
civil_protection: protection civile; adpc
league_teaching: ligue enseignement; fol
league_cancer: ligue contre cancer; ligue cancer
ufolep: ufolep
usep: usep
udaf: udaf; union departementale association familiale; union departementale association familial
adil: adil; agence departementale information logement
caue: caue; conseil architecture urbanisme environnement
cidff: cidff; centre information droit femme famille
caf_alpin: club alpin francais; caf_alpin; ffcam
caf_bonus: caisse allocation familiale; caf_bonus
msa: mutualite sociale agricole; msa
cpam: caisse primaire assurance maladie; cpam
fnaca: fnaca
unc: union nationale combattant; unc
souvenir: souvenir francais
sel: systeme echange local; systeme echange locaux; sel
adear: adear; association developpement emploi agricole rural; developpement emploi agricole rural
confederation_paysanne: confederation paysanne; conf
civam: civam
cuma: cuma; fdcuma; cooperative utilisation materiel agricole
chambre_agriculture: chambre agriculture
chambre_metiers: chambre metier artisanat; cma; chambre metier
cci: chambre commerce industrie; cci
spa: spa; societe protectrice animal
utl: universite temps libre; utl
universite_populaire: universite populaire; up
scouts_france: scout guide france; sgdf
scouts_lay: eclaireuse eclaireur france; eclaireur eclaireuse france; eedf
apf: association paralyse france; apf; paralyse france; apf france handicap
unafam: unafam; union nationale famille ami personne malade
apei: apei; adapei; unapei; udapei
gem: groupe entraide mutuelle; gem
avf: accueil ville francaise; avf
ufc: ufc; ufc que choisir; union federale consommateur; que choisir
clcv: consommation logement cadre vie; clcv
cgt: cgt; union locale cgt; confederation generale travail
cfdt: cfdt; union locale cfdt
snsm: societe nationale sauvetage mer; snsm
mdph: maison departementale personne handicapee; mdph
ssiad: service soin infirmier domicile; ssiad
pnr: parc naturel regional; pnr
habitat_humanisme: habitat humanisme
donors: donneur sang; donneur sang benevole; don sang benevole; don sang
ruche: ruche dit oui; ruche qui dit oui; laruchequiditoui
cdos: cdos; comite departemental olympique sportif
us: union sportive; us
es: etoile sportive; es
sc: sporting club; sc
as: association sportive; as; sport athletique; sa_club
lire: lire faire lire
alzheimer: alzheimer
us_ecole: union sportive enseignement premier degre
prevention_routiere: prevention routiere
petits_freres: petit frere pauvre
jalmalv: jalmalv; jusqu mort accompagner vie
alcool: alcoolique anonyme
cigales: cigale
terre_liens: terre lien
enercoop: enercoop
cocagne: jardin cocagne; reseau cocagne; cocagne
cimade: cimade
france_benevolat: france benevolat
adie: adie
cap_emploi: cap emploi
second_chance: ecole 2 chance; e2c
alternatiba: alternatiba
greenpeace: greenpeace
colibris: colibri
attac: attac
ldh: ligue droit homme; ldh
amnesty: amnesty international; amnesty
mrap: mrap
planning_familial: planning familial; mouvement francais planning familial; mfpf
credit_agricole: credit agricole
credit_mutuel: credit mutuel
caisse_epargne: caisse epargne
banque_populaire: banque populaire
societe_generale: societe generale
groupama: groupama
carrefour: carrefour; carrefour contact; carrefour market; carrefour city
intermarche: intermarche
super_u: super u; u expres; hyper u
leclerc: leclerc; e leclerc
vival: vival
spar: spar
proxi: proxi
lidl: lidl
aldi: aldi
fdsea: fdsea; fnsea
jeunes_agriculteurs: jeune agriculteur; ja; cdja
medef: medef
cpme: cpme
ffmc: ffmc
"""
"""A network, then the ways in which names say it, an entry a line or more."""
