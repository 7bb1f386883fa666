"""Words that tell where a town's name in a line, a title or a text leads."""

from __future__ import annotations

from agregateur.text import words

AT = frozenset(("a", "au", "aux"))
OF = frozenset(("de", "d", "du", "des"))
FACING = frozenset(("salle", "halle", "devant", "derriere"))
"""Before the name of a place, or beginning it."""
PLACES = frozenset(
    words("""
    abbaye aerodrome aire amicale arenes association auditorium base bibliotheque boulodrome bourg camping
    caserne cathedrale centre chapelle chapiteau chateau cimetiere cinema citadelle college collegiale comite
    commune complexe conservatoire creche devant dojo domaine ecole eglise ehpad espace ferme fort foyer front
    gare gite golf gymnase halle halles hameau hippodrome hopital hotel jardin jardins kiosque lac lavoir
    ludotheque lycee mairie maison maisons marche mediatheque mjc moulin mpt musee office palais parc parking
    parvis patinoire piscine place plage plan port prieure salle salles salon site stade stand station temple
    planetarium tennis terrain theatre tiers village ville zenith club maternelle primaire tourisme
    """)
)
"""What a town has one of: "X de Rambaud" is in Rambaud."""
INNS = frozenset(
    words("""
    amphi amphitheatre auberge bar bistro bistrot bowling brasserie cabaret cafe cantine chai chalet chez cine cloitre
    clos cour cube esplanade estaminet ferme friche galerie grange guinguette hangar librairie local mda parvis pavillon
    pub refuge restaurant scene studio taverne terrasse velodrome
    """)
)
"""Houses that are called by any name."""
NOT_THERE = frozenset(
    words("""
    auberge bar bistrot boucherie boulangerie brasserie cafe col creperie direction entre hotel librairie pays
    pizzeria pont porte pub refuge restaurant route rue avenue boulevard chemin allee quai cours faubourg
    impasse vallee voie vers depuis
    """)
)
"""What bears the name of a town that lies elsewhere: "Hôtel de Lyon", "route de Gap", "col de Vars"."""
NOT_INSIDE = NOT_THERE | frozenset(
    words("""
    amis armistice baie bataille bois canal cap cirque combe comte comtesse cote coteaux cotes cotentin croix dauphin
    duc duchesse environs est fleche foie foret forets fromage gorge gorges golfe gras grand huile ile iles jambon
    loin marquis marquise massif miel mont montagne montagnes monts nord ouest paix pic plaine plateau portes pre pres
    presqu prince proche quartier ravin roi reine route sentier siege sud tapis terres tertre traite trou vallees
    vallon vicomte vignes vignoble vin vins zone za zac zi
    """)
)
"""Besides, what is larger than a town, a person or a produce: before any other word "de Reims" says where it is."""
COMPANIES = frozenset(
    words("""
    amicale asso association choeur chorale cie club collectif comite compagnie duo ensemble fanfare federation groupe
    harmonie orchestre quartet section societe trio troupe union
    """)
)
"""In the names of those who play or invite, and not of a house."""
SOCIETIES = COMPANIES | frozenset(words("amis association sou ligue reseau cercle"))
"""The same, with words that a house or a show may bear too."""
HAPPENINGS = frozenset(
    words("""
    marche marches foire fete fetes brocante vide grenier greniers carnaval loto salon kermesse repas vogue
    flambeaux descente veillee feu forum festival rentree voeux conseil ceremonie patronale noel puces
    illuminations trail triathlon marathon braderie corso comice
    """)
)
LEAVING = frozenset(
    words("""
    voyage sortie excursion depart departs bus navette navettes car train covoiturage trajet visite route
    histoire jumelage transport match rencontre derby contre
    """)
)
FIRST_NAMES = frozenset(
    words("""
    jean jacques pierre paul marie louis louise luc marc michel francois francoise henri andre joseph georges
    charles jules victor emile antoine claude bernard rene roger maurice marcel marguerite simone anne jeanne
    lucie rosa robert roland raymond gaston leon leo albert alphonse alexandre edmond edouard ernest eugene
    felix ferdinand gabriel gerard gilbert guy honore jacqueline lucien madeleine nelson olympe philippe simon
    general marechal docteur dr colonel m mr mme mlle monsieur madame famille chez colonel capitaine abbe
    cardinal president professeur commandant alain alexis antoinette arnaud aurelie benoit bruno camille caroline
    catherine cecile celine christian christine christophe clement daniel david denis didier dominique elisabeth
    emmanuel eric etienne fabien florence florian franck frederic germaine gilles gregory guillaume helene herve
    hubert hugo isabelle jerome joel julie julien kevin laurence laurent lionel lucas ludovic marion mathieu
    matthieu maxime mickael monique muriel nathalie nicolas odette olivier pascal patrice patrick philippine
    quentin regis remi renaud rose sandrine sebastien serge sophie stephane suzanne sylvain sylvie theo therese
    thierry thomas valerie veronique vincent virginie xavier yann yannick yves yvette yvonne
    achille adrien adrienne agnes albin aline amedee anatole andree angele anna annie antonin aristide armand armelle
    arsene arthur auguste augustin augustine aristote barthelemy basile baptiste berthe bernadette blanche brigitte
    carole chantal charlotte claire clara clementine colette constant cyprien cyril damien danielle denise desire edgar
    edith edmee eliane elie elisa elise elsa emilie emilien estelle esther eugenie evelyne fabrice fanny felicien
    fernand fernande fernandel firmin flora francis francine frida gaetan gaspard genevieve germain ghislaine gisele
    gustave hector helena henriette hippolyte hortense irene isidore jacky jeannine joachim josephine josette juliette
    justin justine leonard leonie leopold lise lise lucette lucienne lydie magali marceau marcelin marcelle marianne
    mariette marius martine mathilde max maxence melchior micheline mireille myriam nadine nicole noel noemie octave
    odile oscar pablo paulette pauline pierrette prosper raoul raphael raymonde regine renee richard romain rosalie
    samuel sarah solange suzy theodore theophile urbain ursule victoire violette yolande
    """)
)
LINKS = OF | {"la", "le", "les", "l", "et", "ou", "saint", "sainte"}
SAINTS = frozenset(("saint", "sainte", "saints", "saintes"))
NEAR = frozenset(("sur", "sous", "les", "lez", "pres", "vers"))
"""Between two words, these make one name ("Perrigny les Dijon") or a place outside the town ("près de")."""
MORE_EXACTLY = frozenset(("en", "et", "les", "le", "la", "l"))
MEETING = frozenset(("rdv", "rendez", "vous"))
WITHIN = frozenset(
    words("""
    intra muros etage rdc rez chaussee haut bas nord sud est ouest centre er eme rive gauche droite agglo
    """)
)
WIDE = frozenset(
    words("""
    communaute communautes cc agglomeration agglo metropole pays departement departemental region regional intercommunal
    intercommunale vallee parc canton
    """)
)
OF_SAINTS = frozenset(
    words("""
    aquin arc arles assise bari clairvaux compostelle cordoue dieu foucauld gonzague lisieux lourdes loyola malte myre
    nazareth padoue paul paris pibrac poitiers sales sienne toulouse tours
    """)
)
"""Where saints are from whose churches stand everywhere: "Saint-François de Sales"."""
SELDOM_NAMED = frozenset(
    words("aerodrome bibliotheque boulodrome hippodrome ludotheque mediatheque mjc mpt patinoire piscine")
)
"""Of what a town has, what is seldom called by one surname: "Médiathèque Crest", but no "Salle Tallard"."""
DOUBLED = frozenset(("jean", "marie", "anne", "pierre", "louis", "charles"))
"""Before another first name, these make one with it; "Victor Hugo" is a whole name."""
HAMLETS = frozenset(("lieu", "hameau", "lotissement", "quartier"))
"""What has a name of its own within a town: "lieu-dit La Roche"."""
NAMED_AFTER_SAINTS = frozenset(
    ("eglise", "chapelle", "basilique", "cathedrale", "ecole", "college", "lycee", "abbaye", "hopital")
)
