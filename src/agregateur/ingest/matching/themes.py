"""How much a word of a title tells, and what it speaks of: a static table of the French words that agendas share.

Two tellings of one thing often share no word ("Thé littéraire", "Un thé, des livres") but one theme; and two things may
share a word that many use ("Dédicace", "nocturne"). A word that stands in no list is taken for a name or a title of
its own. Words are folded; an entry that ends in a hyphen stands for all words that begin so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from agregateur.ingest.matching.vocabulary import EVERYWHERE, GENERIC, stem
from agregateur.text import words

_THEMES = """
cycle: velo velorution cyclo- cycliste vtt bicyclette pedal- gravel cyclable
mending: repar- bricol- depann- repair
sewing: couture coud coudre cous- tricot- crochet brod- aiguille mercerie retouche textile tissu laine tissage
 patchwork lainage
reading: livre lire lecture lecteur litter- roman romancier romanciere biblio- mediatheque ecriv- auteur autrice
 ecriture ecrire poesie poeme poete poetique slam librairie libraire bouquin- dedicace polar manga bd page mot
tale: conte contee conteu- histoire legende fable racont- raconte veillee recit
bird: oiseau ornitho- chouette hibou rapace hirondelle cigogne mesange limicole bernache vautour aigle gypaete lpo
 nichoir migrat- volatile rousserolle
wildlife: faune animal animaux insecte papillon abeille ruche apicult- chauve amphibien castor loup chamois
 bouquetin marmotte cerf brame biche trace empreinte naturalis- biodiversite nature sauvage oiseau chouette hibou
 libellule
plants: flore fleur fleuri- botan- plante orchidee herbier cueillette champignon mycolog- jardin- potager semis
 semence graine plantation plantons bouture arbre verger greffe haie foret forest- bois sylv- pepini- rempot-
stars: etoile astro- ciel planet- lune perseide galaxie telescope constellation eclipse filante
snow: neige ski raquette luge flambeau glisse piste traineau nordique snow- alpinisme descente
mountain: montagne rando- refuge sommet alpin- escalade grimp- trek glacier bivouac sentier
walk: balade promenade rando- marche sentier pedestre sortie excursion boucle
running: course trail marathon semi cross foulee courir coureu- running relais ekiden corrida triathlon duathlon
swim: natation nage- piscine aqua- baignade bassin
football: foot- ballon
rugby: rugby
basket: basket-
racket: tennis badminton ping pong padel squash raquette
bowls: boule petanque bouliste boulodrome cochonnet
fencing: escrime
fight: judo karate aikido boxe lutte gouren martia- taekwondo
wellbeing: yoga pilates gym- sophro- relax- meditat- etre bien gong tai chi etire- postur- hatha vinyasa detente
dance: dans- bal salsa tango bachata hip hop folk trad fest country valse zumba guinguette dansant
play: theatr- comedie comedien piece impro- vaudeville dramat- tragedie acteur saynete
humour: humour humorist- stand comique sketch rire one seul
circus: cirque circassien acrobat- jongl- clown chapiteau funambul- equilibr- trapez-
puppet: marionnett- guignol ombre kamishibai castelet
magic: magie magicien- illusion- mental-
classical: orchestr- symphon- quatuor trio duo quintette classique baroque opera lyrique piano- violon- violoncell-
 harp- flut- orgue clavecin chambre concerto sonate recital musical- sopran- clarinett-
choir: choeur choral- chant chante- vocal- gospel polyphon- requiem voix chorist-
jazz: jazz blues swing manouche
rock: rock metal punk pop electro techno dj rap reggae dub ska funk soul
song: chanson chante- chansonn- voix guitare accordeon
world: world cumbia afro latino maloya kabar klezmer balkan celtique percussion batucada samba bresil-
brass: fanfare brass batucada harmonie batterie percussion tambour bandas
film: cine cinema film- documentaire doc metrage projection realisat- ecran animation
photo: photo- cliche diaporama portrait
painting: peint- aquarell- dessin- toile croqu- pastel gravure grav- galerie tableau plasticien- plastique fresque
 pinceau
craft: poti- poterie ceram- argile faience sculpt- modelage mosaique vitrail vannerie osier bijou menuis- ebenist-
 macrame savon bougie artisan- verrier forge tournage
heritage: patrimoine histori- monument chateau fort fortifi- citadelle medieval- romain antique jep rempart
 chevalier troubadour donjon
 architect- archeolog- muse- abbaye forteresse vestige
faith: messe culte paroiss- procession pelerin- benediction veillee celebration priere eucharist-
memory: hommage mort armistice victoire novembre commemor- memoire souvenir deport- resistan- combattant 1918 1945
 guerre ceremonie
council: conseil municipal- communal- communautaire elu urbanisme commission seance deliberation
hearing: reunion publique concert- consult- debat projet enquete habitant riverain citoyen- liste
tax: impot finance fiscal- fisc dgfip tresor declaration revenu
law: droit juridi- avocat notaire conciliat- justice
job: emploi travail recrut- embauche metier interim job chomage professionnel
health: sante medic- medecin infirm- hopital depist- vaccin- cancer diabete nutrition soin msp prevention addict-
blood: sang don donneur efs collecte
rescue: secours pompier secour- sauvet- snsm defibrill- geste psc1
parents: parent- bebe enfance maternel- ram rpe creche naissance grossesse allait- maternite papa maman famille
 familial- eveil comptine petit puericulture
elders: aine senior age retraite ehpad troisieme ancien
digital: numeri- informati- ordinateur smartphone internet tablette clic 3d imprim- fablab laser robot- code
 programm-
cooking: cuisin- recette patiss- gateau crepe galette pain boulang- four fournee confiture chocolat- soupe chef
 culinaire
meal: repas diner dejeuner banquet buffet barbecue brunch paella aligot couscous choucroute raclette fondue
 tartiflette moule frite mechoui aioli daube grillade pique nique apero gouter cochon soupe crepe galette tablee
tea: the tisane salon
wine: vin vendange vigneron cave oenolog- degust- biere brass- cidre cidrerie
market: marche producteur createur terroir foire commerc- fermier paysan bio- local
christmas: noel avent sapin santon hotte lutin
attic: vide grenier brocante puce braderie debarras troc chineu- chiner antiquaire antiquit- deballage occasion
clothes: dressing vetement fripe puericulture jouet garde robe habit
games: jeu ludique jouer joueu- ludo- plateau escape game enigme carte tarot belote coinche scrabble echec bridge
 quiz blind societe tournoi
lotto: loto bingo quine
neighbours: voisin- quartier immeuble
carnival: carnaval- deguis- defile char confetti masque parade cavalcade lanterne
fireworks: feu artifice pyro- embras- saint jean bucher
halloween: halloween citrouille sorci- monstre fantome horreur
easter: paques oeuf chasse lapin
ecology: ecolo- environnement climat- dechet compost- recycl- tri nettoyage propre ressourcerie developpement
 durable
energy: energ- solaire photovolt- panneau renov- isolation chauff- hydroelectri- barrage copropriete eolien-
water: eau riviere lac zone humide marais etang
farm: ferme fermier elev- vache chevre chevrerie mouton brebis transhumance berger troupeau agneau fromag- lait-
 traite comice agricole agricult- paysan pastoral
horse: cheval equest- equit- poney attelage cavalier cavaliere hippique hippi- galop ecurie obstacle
fishing: peche pecheur truite
boat: voile optimist nautique bateau kayak canoe paddle aviron regate catamaran moussaillon
cars: auto- moto voiture rallye tuning vehicule
family: genealog- archive
stones: geolog- fossile mineral- roche
science: scien- chercheur experience labo-
language: langue conversation anglais italien- espagnol allemand francais francai fle occitan breton lsf signe
help: solidar- benevol- entraide collecte alimentaire benevole
school: ecole college lycee eleve classe kermesse rentree ape orientation scolaire apel
business: entrepren- entreprise affaire economi- commerc- artisan-
women: femme femini- egalite violence
exile: migrant exil- refugie accueil
grief: deuil obseque toussaint
care: aidant parole alzheimer handicap- entraide
show: spectacle representation
concert: concert concertant recital
ball: bal dansant dansante guinguette guinch-
expo: expo- vernissage galerie oeuvre
talk: conference causerie debat discussion rencontre echange table ronde
workshop: atelier stage cours initiation initier apprendre
open: porte ouverte ouvrent ouvre
tour: visite visiter
final: cloture restitution final- fin presentation
"""
"""Theme, then its words; a line that begins with a space goes on with those before it."""

FORMATS = frozenset(
    words("""
    council talk workshop tour walk show concert ball expo open final meal tea heritage memory water hearing market
    school help language classical choir song play dance world mountain faith care
    """)
)
"""Themes that go with any other: a talk on birds, a walk at a fair, a play in a castle."""

_COMMON = """
nocturne plein pleine air clair bleu rouge vert verte blanc blanche noir noire jaune rose dore premier premiere
dernier derniere nouveau nouvelle nouvel beau belle vieux vieil vieille ancien ancienne bon bonne libre ouvert
ouverte sauvage participatif participative solidaire local locale annuel annuelle grand grande petit petite long
longue court courte haut haute bas basse fond chaud froid froide doux douce dou vrai seul deux trois troi quatre
cinq six sept huit neuf dix an ans annee mois moi semaine heure temps vie ville village pays terre monde mer vent
soleil pluie nuit matin soir midi amour ami amis amitie coeur corps main pied tete voix reve route chemin pont
moulin tour porte pierre eau fil art artistique creatif creation culture culturel culturelle chant tribune club
cercle comite amicale laique union ligue ecoute regard couleur lumiere son silence voyage aventure passion plaisir
joie bonheur fete folie surprise mystere secret defi challenge coupe championnat circuit parcours parcour etape
depart arrivee ronde boucle saison vacance printanier estival hivernal bienfait decouverte initiation approche
autour special speciale hors serie prix trophee brevet licence sport sportif sportive multisport senior enfant ado
bebe adulte femme homme jeune fille garcon famille classe groupe equipe membre adherent salarie patient aidant
participant amateur debutant expert intervenant animateur guide accompagne accompagnement accompagnateur plaine
plateau vallon vallee colline lac rive bord berge source torrent cascade gorge bois parc jardin square place halle
chapelle eglise abbaye prieure cathedrale basilique temple ecole college lycee universite mairie salle maison foyer
hopital gare marche port plage phare fontaine lavoir four ferme mas domaine camping refuge gite hotel auberge bar
cafe restaurant boutique librairie atelier usine entreprise garage station centre espace quartier hameau rue avenue
nord sud est ouest saint sainte notre dame alpe alpes hautes rencontre comptage recensement inventaire chanteur
chanteuse musicien musicienne artiste auteur comedien danseur conteur magicien clown duo trio quatuor quintet
ensemble orchestre harmonie choeur chorale fanfare band group quartet big sans avec contre pour plantation entretien
tonte taille preparation fabrication construction realisation montage mise faire fait fais venir voir savoir
comprendre connaitre choisir trouver partager echanger apprendre reussir changer installer installe bouge attend
invite invitent presente presentent chante chantent joue jouent raconte lit danse financer gerer utiliser trier
cuisiner jardiner cultiver info news actu lettre journal radio jean marie paul jacques louis claude michel francois
francoise jeanne anne catherine nicolas antoine thomas lucas hugo emma lea chloe camille julie sophie isabelle
nathalie sylvie martine monique nicole helene claire lucie marc luc mathieu andre philippe patrick alain bernard
daniel denis eric laurent olivier pascal serge stephane thierry yves yann yannick ronan erwan gwen katell soazig leo
leonie louise simon remi romain julien vincent xavier victor zoe alice ema eva elsa sarah laura manon charles henri
georges rene robert roger roland guy gilles gerard jules joseph jose maria martin maxime etienne emile edouard david
christophe christian christine cecile celine caroline brigitte bruno benoit benjamin arthur arnaud anthony alexandre
adrien valerie veronique train tram bus avion voiture camion assistante assistant assistance conseiller conseillere
mediateur referent agent paysage territoire region departement frontiere nation peuple europe france francais
francaise hommage bilan projet plan avenir futur passe present memoire histoire siecle epoque jours jour lendemain
veille aube crepuscule printemps bureau chambre cuisine table chaise fenetre mur toit cle clef boite sac valise
papier carton tissu metal verre orage neige brouillard nuage tempete chaleur feu flamme fumee cendre ombre miroir
fantome ange diable roi reine prince princesse chevalier dragon fee lutin geant nain pirate soldat capitaine general
docteur professeur maitre eleve mere pere frere soeur fils oncle tante voisin voisine inconnu etranger heros monstre
bete loup renard ours lapin chat chien cheval ane vache cochon poule coq canard oie souris rat poisson baleine
tortue serpent aile plume queue patte dent oeil yeux bouche nez oreille bras jambe doigt peau sang os cerveau ventre
dos regie theorie pratique methode technique exercice lecon examen concours epreuve resultat reussite echec victoire
defaite match joueur entraineur arbitre supporter stade terrain piscine gratuit gratuite payant entree sortie
inscription reservation information renseignement contact adresse horaire programme calendrier annuaire carte
nettoyage rangement demenagement travaux chantier renovation inauguration ouverture fermeture cloture reprise retour
fin debut suite second tiers moitie quart double triple simple complet normal officiel prive public commun solo
collectif individuel personnel familial amical convivial festif joyeux gai triste drole etrange magique mysterieux
cache perdu retrouve oublie invisible incroyable extraordinaire merveilleux fabuleux ultime unique meilleur pire
plus moins mieux bien mal trop assez peu beaucoup toujours jamais encore enfin tribu bande meute troupeau foule gens
habitant citoyen elu maire president directeur chef responsable loutre castor herisson ecureuil chouette hibou
pigeon moineau merle corbeau cigale fourmi araignee escargot grenouille quai bout tunnel bateau navire voilier
monsieur madame mademoiselle barque ile dune falaise ocean vague maree sable coquillage
"""
"""Words that many titles share: first names, animals, colours, parts of a town… By hand, as are the themes."""


def _entries() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Whole words and beginnings of words, with the themes they speak of."""
    whole: dict[str, set[str]] = defaultdict(set)
    begun: dict[str, set[str]] = defaultdict(set)
    for line in _THEMES.strip().replace("\n ", " ").splitlines():
        theme, _, said = line.partition(": ")
        for word in said.split():
            if word.endswith("-"):
                begun[word[:-1]].add(theme)
            else:
                whole[stem(word)].add(theme)
    plain, starts = ({w: frozenset(t) for w, t in found.items()} for found in (whole, begun))
    return plain, starts


_WHOLE, _BEGUN = _entries()
_SHORTEST = min(map(len, _BEGUN))
_USUAL = frozenset(stem(word) for word in _COMMON.split())

PROPER, USUAL, SHARED = 1.0, 0.5, 0.25
"""What a word tells: a name or a title of its own; a word that many things share; one that every commune has."""


@lru_cache(maxsize=32768)
def themes(word: str) -> frozenset[str]:
    """What a folded word, without plural, speaks of; several things when it has several meanings."""
    found = _WHOLE.get(word, frozenset())
    for end in range(_SHORTEST, len(word) + 1):
        found |= _BEGUN.get(word[:end], frozenset())
    return found


@lru_cache(maxsize=32768)
def telling(word: str) -> float:
    """How much a folded word, without plural, tells of one thing: 0 to 1."""
    if word in GENERIC:
        return 0.0
    if word in EVERYWHERE:
        return SHARED
    if word.isdigit() or word in _USUAL or len(word) < 3 or themes(word):
        return USUAL
    return PROPER


def themes_of(said: Iterable[str]) -> frozenset[str]:
    """The themes of all these words."""
    return frozenset().union(*map(themes, said))
