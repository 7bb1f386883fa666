"""Words of what people come to: its kinds, what is said to those who may come, the verbs of what is done there.

Folded; nouns are compared in the singular (`vocabulary.singular`). What takes several words is a phrase (`phrases`).
"""

from __future__ import annotations

from agregateur.ingest.prose.phrases import whole
from agregateur.ingest.prose.vocabulary import nouns, several

KINDS = nouns(
    """concert jep loto quine bingo rifle kermesse fete festival festivite repas soiree conference assemblee ag
    projection expo exposition spectacle bal tournoi rando randonnee balade promenade brocante braderie
    ceremonie commemoration messe veillee forum inauguration carnaval trail foulee cross conte gouter foire
    cabaret recital dedicace tremplin vernissage finissage apero aperitif debat pelerinage banquet gala
    seminaire colloque congres webinaire symposium ballet opera operette cirque marionnette slam karaoke quiz
    belote tarot coinche petanque guinguette diner brunch buffet crepe soupe barbecue mechoui paella couscous
    choucroute raclette aligot degustation gratiferia voeux defile procession fanfare jam boum transhumance
    comice corrida telethon halloween reveillon hackathon masterclass corso cavalcade fest noz deiz bagad
    bodega ducasse frairie vogue kabar rodeo planetarium souper dejeuner pique comedie tragedie vaudeville
    theatre chorale orchestre philharmonie choeur trio quatuor quintet duo gospel jazz rock rap reggae folk
    trad swing flamenco tango chanson polyphonie music hall clown magicien hypnose humoriste humour slameur
    conteur conteuse kamishibai lecture causerie rencontre atelier initiation reunion rassemblement
    manifestation manif derby match course rallye motocross cyclo marathon triathlon duathlon biathlon regate
    concours championnat challenge competition criterium demonstration portes visite stage bourse puce marche
    troc salon village nuit journee party show festin illumination creche nativite paque toussaint chasse
    olympiade jeu jeux escape game chocolat tombola souk sieste bivouac raquette observation chantier
    plantation cueillette audition heure cine cinema film seance battle dj set scene ouverte open mic gym
    yoga pilates zumba danse sophrologie meditation culte celebration priere adoration bapteme recueillement
    hommage convivialite matinee apres-midi convention assise table ronde rdv rendez-vous cafe the
    repair-cafe tour trophee coupe ateliers grenier dressing speed dating don collecte sortie tournee revue
    impro improvisation performance ciel etoile conseil mois semaine anniversaire arrivee printemps week-end
    weekend noel galette fest-noz beaujolais formation cours entrainement election scrutin referendum parade
    deambulation flashmob diaporama nocturne tartiflette moules moules-frites frites cassoulet fondue potee
    garbure boudin ripaille agape signature temoignage cercle poesie trek vtt cyclotourisme boule echecs
    scrabble poker canicross swimrun aquathlon meeting powwow lampion lanterne chant chante pastorale
    brocanteur bouquiniste bouquinerie friperie bric-a-brac troc-plantes fripe tombolas batucada flonflon
    apero-concert cine-concert cine-debat cine-club cine-gouter cinema-debat theatre-forum stand-up
    one-man-show seul-en-scene pantomime mime ventriloque mentaliste magie illusionniste chansonnier
    accordeon bandas pena feria novillada encierro course-landaise joute aubade serenade requiem oratorio
    cantate concerto symphonie tchatche papotage cocktail raout garden-party brasero raid ekiden
    semi-marathon slalom interclub plenier conclave table-ronde causette webconference visioconference
    webinar worldcafe cafe-debat cafe-philo fresque hackaton barcamp bootcamp speed-meeting jobdating
    job-dating afterwork after-work baby-gym eveil relaxation taichi tai-chi qigong qi-gong biodanza capoeira
    salsa bachata kizomba line-dance contredanse farandole rigodon bourree valse tea-time the-dansant
    vin-chaud recreation chamboule-tout maquillage manege fanzine micro-ouvert open-mic jam-session
    cueillette-sauvage sortie-nature herborisation astronomie cosplay retrogaming lan geek murder-party
    cluedo rallye-photo geocaching chasse-au-tresor saint-jean saint-patrick saint-valentin mardi-gras
    chandeleur oktoberfest fete-foraine pressage batteuse battage ecobuage tonte cochonnaille tuade
    plenum assemblee-generale convention-citoyenne musique castagnade chataigne aioli daube grillade sardinade
    oursinade moulade anchoiade bouillabaisse tripe poule-au-pot pot-au-feu axoa bugne oreillette cochonnade
    rougail oenologie representation retrospective avant-premiere rave teknival electro techno funk soul blues
    metal punk hip-hop hiphop manouche klezmer orgue piano violon harpe guitare clavecin accordeon percussion
    djembe harmonie ecriture dessin aquarelle peinture sculpture poterie ceramique couture tricot broderie
    origami calligraphie photographie philatelie numismatique vannerie mosaique linogravure scrapbooking
    badminton tennis ping-pong handball basket basket-ball football foot rugby volley volley-ball judo karate
    aikido escrime boxe natation aquagym escalade speleo canyoning luge hockey curling patinage roller skate bmx
    gravel cyclo-cross cyclosportive molkky palet bowling billard baby-foot babyfoot flechette equitation attelage
    agility parapente montgolfiere kayak canoe aviron longe-cote marche-nordique athletisme decathlon gymkhana
    karting enduro autocross doublette triplette finale demi-finale vigile vepre laude neuvaine chapelet communion
    confirmation ordination jubile pardon rameau iftar mobilisation cortege velorution die-in ornithologie
    comptage botanique champignon mycologie jardinage grainotheque dictee disco dictee-geante hackerspace meetup
    install-party linux-party lightning-talk cryptoparty tremplin-musical scratch-party chili tapa cocktail-dinatoire
    rando-gourmande rando-croquis marche-gourmande murder cine-plein-air plein-air plogging cleanwalk biathlon-ete
    pow-wow tribute bals dj-set nuitee dansant potluck picnic picnique bal-folk bal-trad cafe-concert cafe-theatre
    cabaret-theatre lectures-musicales soirees-jeux apres-ski rassemblements commemorations aubades estivale
    hivernale automnale vendange moisson benediction fenaison battage-ancien vireton gastronomie patrimoine"""
)
"""Kinds of happenings; many of them are also things (`SOFT`)."""
SOFT = nouns(
    """fete marche bourse stage visite collecte sortie journee semaine mois nuit match course concours cafe
    cours entrainement seance conseil noel paque film cinema cine chantier formation tour set jeu jeux heure
    village salon hall game ouverte portes puce coupe revue weekend anniversaire arrivee printemps plantation
    hommage chasse don creche galette duo trio choeur orchestre rock chanson danse gym yoga pilates etoile
    ciel observation the scene election scrutin referendum tournee theatre rdv rendez-vous chocolat crepe
    soupe assise championnat raquette table ronde illumination chorale performance ouverture grenier pique
    audition music demonstration ag folk bapteme matinee apres-midi lecture musique boule signature cercle
    temoignage relaxation eveil tonte raid echecs joute moules frites lan poker geek feria after chataigne tripe
    metal orgue piano violon harpe guitare accordeon harmonie ecriture dessin aquarelle peinture sculpture poterie
    ceramique couture tricot photographie badminton tennis handball basket basket-ball football foot rugby volley
    judo karate boxe natation escalade luge hockey patinage roller skate bmx billard equitation parapente kayak
    athletisme finale demi-finale communion confirmation pardon rameau mobilisation comptage botanique champignon
    jardinage murder patrimoine gastronomie vendange moisson bouquinerie friperie
    dansant plein-air soul house comptages grainotheque
    aquagym palet attelage retrospective representation rave estivale hivernale automnale disco escrime"""
)
"""Kinds that are also the names of things, services or spells of time."""
_ONLY_KINDS = KINDS - SOFT
_PHRASES = whole(
    "fetes?~(?:votives?|patronales?|locales?|foraines?|nationales?)",
    "grands?~prix~(?:cycliste|de~la~(?:ville|municipalite))",
    "portes~ouvertes vide[-~]+\\w+",
    "marches?~(?:de~(?:noel|nuit|printemps|createurs|l'avent|potiers?)|nocturnes?|gourmand\\w*)",
    "marche~blanche visites?~(?:guidees?|commentees?|contees?|libres?|theatralisees?) don~d[eu]~sang",
    "pique[-~]niques? feux?~d'artifice feux?~de~(?:la~)?(?:saint|camp|joie) table~ronde tables~rondes",
    "stand[-~]up blind[-~]?tests? escape[-~]game scenes?~ouvertes? retraites?~aux~flambeaux",
    "fest[-~](?:noz|deiz) chasses?~(?:au|aux)~\\w+ jeux?~de~(?:societe|piste|role)",
    "(?:cafe|cine|apero|bar|the)[-~](?:philo|parents?|debat|rencontre|lecture|tricot|memoire|concert|citoyen|couture|poussette|compost|signes|gourmand|club|gouter|off|repair)\\w*",
    "repair[-~]cafes? cafes?[-~]repar\\w* auberges?~espagnoles? petits?[-~]dejeuners?",
    "ouverte?s?~a~tou(?:s|tes) nuits?~d(?:e|u|es)~(?:la~)?\\w+ assemblees?~generales? pots?~d[eu]",
    "verre~de~l'amitie vin~d'honneur depot~de~gerbe speed[-~]dating creche~vivante",
    "remise~des?~(?:prix|trophees|medailles) (?:pyjama|after)[-~]party pere~noel",
    "(?:calendrier|marche)~de~l'avent ateliers?~\\w+ concerts?~\\w+",
    "conseils?~(?:municipa|communautaire)\\w* seances?~publiques? course~de~\\w+",
    "match~(?:de|contre|amical)[^.;]{0,20} bourses?~aux?~\\w+ foire~aux?~\\w+ troc~(?:de|aux)~\\w+",
    "thes?~dansants? baptemes?~de~l'air",
    "sorties?~(?:nature|raquettes?|botani\\w+|ornitho\\w+|geolog\\w+|ski|decouverte|culturelle|familiale|familles)",
    "(?:gouter|repas|diner|brunch|soiree|apres-midi|matinee)s?~\\w+ heures?~du~conte",
    "fetes?~(?:de|du|des|d')~?\\w+",
    "journees?~(?:mondiale|internationale|nationale|europeenne|citoyenne|festive|solidaire|familiale)s?",
    "journees?~(?:des~\\w+|d'action|d'animation\\w*|du~(?:patrimoine|souvenir|jeu|livre)|de~la~(?!semaine)\\w+)",
    "(?:echanges?|discussions?)~(?:avec|autour) premiere~pierre bebes?~lecteurs? loisirs?~creatifs?",
    "groupes?~de~parole poule~au~pot (?:temps|moments?)~d(?:e~|')(?:echange|partage|convivialite|rencontre)",
    "grandes?~ventes? vente~(?:annuelle|exceptionnelle|solidaire|speciale|de~noel)",
    "vente~d(?:e~|')(?:jouets|livres|gateaux|crepes|plants|fleurs|plantes|disques|vetements|artisanat)",
    "lachers?~de~(?:truites|ballons|lanternes)",
    "taille~d(?:es|u|e)~(?:fruitiers|arbres~fruitiers|rosiers|oliviers|pommiers|vignes?|la~vigne)",
    "demi-finales?~(?:de|du|contre) troc['-]\\w+",
)
INVITING = whole(
    "(?<!sur~)(?<!prise~de~)(?<!prendre~)(?<!sans~)(?<!prenez~)rendez[-~]?vous(?!~(?:disponible|en~ligne|obligatoire|au~0))",
    "rdv(?!~(?:au~0|obligatoire))",
    "vous~(?:y~)?(?:invit|convi|atten|accueill|donn\\w+~rendez|propos|ouvr\\w+~(?:ses|leurs))\\w*",
    "(?:sont|etes|est)~(?:tou(?:s|tes)~)?(?:cordialement~|chaleureusement~)?(?:invit|convi|attendu)\\w*",
    "(?<!l')invit\\w+ convi(?!ve|ct)\\w+ venez repond(?:ent|ra|ront)?~a~vos~questions",
    "(?:retrouv|rejoign|reuniss)\\w*~?-?nous (?:retrouv|rejoign)ez-nous soyez~nombreu\\w+",
    "nombreux~et~nombreuses vous~(?:etes~)?(?:les~)?bienvenus? bienvenue~a retenez",
    "reservez~(?:votre|la|cette|vos)~\\w+ n'oubliez~pas notez au~programme a~vos~agendas? on~vous~attend",
    "vous~attend(?:ent|ons)? a~ne~pas~(?:manquer|rater) a~vos~marques partez participez apprenez",
    "decouvrez assistez initiez vibrez chantez dansez jouez faites~le~plein osez",
    "(?:fait|font|fera|feront)~decouvrir pour~(?:se~rencontrer|echanger|partager)",
    "appelle~(?:a~(?:manifester|defiler)|au~rassemblement) convoque se~retrouv\\w+ on~se~retrouve",
    "retrouvons[-~]nous viens venir~nombreux",
    "(?:heureu\\w+|plaisir|joie|ravie?s?|honneur)~de~vous~(?:recevoir|accueillir|presenter|convier|inviter|retrouver|proposer|faire)",
    "on~compte~sur~vous comptons~sur~(?:vous|votre) avis~aux~amateurs",
    "a~vos~(?:agendas?|baskets|crayons|pinceaux|velos)",
    "tou(?:s|tes)~(?:au~(?!long|plus|moins)|dans~la~rue|devant|en~(?:selle|piste|scene|cuisine))",
    "embarquez plongez explorez degustez chinez admirez celebrez pedalez rencontrez echangez amusez-vous",
    "laissez-vous",
    "(?:fabriqu|nettoy|plant|chant|parl|fet|march|dans|jou|partage|echange|celebr|cuisin|mobilis|rassembl|imagin|agiss|defend|sauv)ons(?:-\\w+)?",
)
"""Who reads is asked to come."""
WELCOMING = whole(
    "parmi~nous a~votre~(?:ecoute|rencontre) rencontrer\\w*~les~habitants sans~rendez-vous",
    "entree~?:?~?(?:libre|gratuite|payante|\\d) entrees? acces~libre (?:prix|participation)~libre",
    "libre~participation paf tarifs?~?(?::|unique|plein|reduit|adultes?|normal)[^.;]{0,12}",
    "gratuit(?:e|s|es)? buvette petite~restauration restauration~(?:sur~place|possible) places~limitees",
    "nombre~de~places tout~public ouvert~a~tou\\w+ tous~publics? (?:des|a~partir~de)~\\d+~ans billetterie",
    "reservations?~(?:conseillees?|obligatoires?|souhaitees?|indispensables?|sur|au|:)",
    "sur~(?:reservation|inscription)",
    "inscriptions?~(?:conseillees?|obligatoires?|sur~place|souhaitees?|au|aupres|:)",
    "(?:aperitif|cafe|repas|gouter|collation|boissons?|pizza|chocolat\\w*|viennoiseries?|materiel)~?\\w*~(?:offert|fourni|compris)\\w*",
    "au~profit~d\\w+ animee?~par a~l'accordeon suivie?~(?:de|d|par) en~presence~d\\w+",
    "par~(?:la|le|les)~(?:compagnie|troupe|cie|groupe) petits~et~grands ensemble en~famille exposants?",
    "nombreux~lots lots buvettes? menu adultes? enfants? apportez apporter munissez",
    "prevoir\\w*~(?:des~)?(?:vetements|chaussures|gants) repas~(?:partage|tire) covoiturage",
    "par~(?:joueur|personne|equipe) convivi\\w+ chacun~(?:apporte|amene|vient) ambiance bonne~humeur",
)
"""What is said to those who may come: prices, places, food, company."""
HELD = whole(
    "au(?:ra|ront)~lieu se~tien(?:dra|dront|t|nent) se~dero\\w+",
    "se~(?:courra|jouera|donnera|fera|vivra|fetera|dispute\\w*) a~lieu ont~lieu",
    "(?:est|sont)~(?:prevu|programm|fix)\\w+ revien\\w+ debute\\w* commence\\w* demarr\\w+",
    "aura~pour~theme",
)
"""Verbs of what takes place, be it a concert or works."""
DONE = several(
    """organise organisent proposera propose proposent presente presentent presentera presenteront jouera
    joueront joue jouent donnera donneront chantera chanteront chante animera animeront anime dedicacera
    signera projettera projette fetera feteront fete celebrera celebreront accueille accueillera recoit
    racontera raconte emmene emmenera racontent dansera exposera expose produira produiront investit montera
    cloturera enflammera revisite interpretera retrouvera rassemblera affrontera affronte viendra viendront
    posera devoile illuminera resonnera invitera concoctera offre offrira defilera fabriqueront fabriquera
    apprendra apprendront visitera decouvrira decouvriront decouvrir partagera echangera tiendra tiendront
    courra courront disputera disputeront
    parle parlent parlera parleront vient recoivent rencontrent defient affrontent regale regalent presidera officiera
    guidera guident emmenent devoilera debattra debattront expliquera evoquera evoquent contera lira liront
    improvisera deambulera paradera enchantera ravira embrasera retracera transmettra mixera swinguera
    initiera initieront dialoguera invitent convie convient concoctent interpretent interprete interpreteront
    offrent offriront accueillent accueilleront animent projettent projetteront exposent dedicace celebreront
    festoieront reveleront revelera emmeneront traversera traverse defile"""
)
"""Verbs of organisers and artists."""


def done(word: str) -> bool:
    """Whether a folded verb is one of `DONE`, or its plural: `défileront`, `racontent`."""
    return (
        word in DONE
        or (word.endswith("ront") and f"{word[:-3]}a" in DONE)
        or (word.endswith("ent") and word[:-2] in DONE)
    )


DONE_TO = several(
    """organise propose anime suivi offert servi projete celebre donne presente inaugure commente joue illustre
    allume devoile raconte attendu invite convie retransmis consacre dedie accompagne prolonge partage tire
    degage illumine cloture tenu projetes proclame remis decerne recompense visible gratuite libre animee"""
)
"""Participles of what is done at a happening: `sera projeté`, `est offert`."""
NO_PARTICIPLES = several("parmi ici aussi ainsi demi lui celui qui du au aujourd'hui nu vu plus")
"""Words that end as participles do."""


def kinds(words: frozenset[str], said: str) -> int:
    """2: a kind of happening is named, 1: a word that may be one, 0: none. `words` singular, `said` folded."""
    if not words.isdisjoint(_ONLY_KINDS) or _PHRASES.search(said) is not None:
        return 2
    return 1 if not words.isdisjoint(SOFT) else 0


_SHOWN = whole(
    "a~voir a~decouvrir a~visiter a~admirer visibles? expositions? expos? exposee?s? expose(?:nt)?",
    "presentee?s? accrochee?s? accrochages?",
)


def shown(said: str) -> bool:
    """Whether something is on show, so that `jusqu'au` bounds an event that has begun."""
    return _SHOWN.search(said) is not None


def announced(said: str) -> bool:
    """Whether a sentence invites, or says that something takes place."""
    return INVITING.search(said) is not None or HELD.search(said) is not None
