"""Words of what nobody gathers for: services, works, procedures, news; and the verbs of what is done to things.

Folded; nouns are compared in the singular (`vocabulary.singular`). What takes several words is a phrase (`phrases`).
"""

from __future__ import annotations

from agregateur.ingest.prose.phrases import whole
from agregateur.ingest.prose.vocabulary import nouns

NOUNS = nouns(
    """benevole repetition casting tournage relance maneuvre manoeuvre photo prophylaxie analyse cle guirlande
    coupure travail travaux fermeture reouverture ouverture interruption perturbation neutralisation
    deviation circulation stationnement parking voirie chaussee enrobe enrobage tranchee elagage fauchage
    abattage debroussaillage balayage balayeuse nettoyage ramassage collecte encombrant dechet dechetterie
    decheterie poubelle bac conteneur container benne broyeur composteur tri ordure sac relevage releve
    compteur index eau electricite gaz reseau conduite canalisation assainissement spanc fibre internet
    telephonie antenne eclairage lampadaire chauffage chaudiere ramonage ramoneur ascenseur bus car navette
    ligne arret train tram transport tournee facteur poste levee courrier colis distribution livraison
    retrait recuperation depot commande reservation inscription preinscription candidature dossier demande
    formulaire attestation carte titre passeport cni recensement service secretariat accueil guichet agence
    bureau horaire permanence standard tresorerie tresor impot taxe facture paiement prelevement aide
    subvention bourse prime cheque allocation indemnite tarif prix quotient medecin docteur dr cabinet
    pharmacie rattrapage infirmier infirmiere kine dentiste vaccination vaccin depistage consultation remplacant
    remplacante conge absence arrete decret loi ordonnance reglement deliberation enquete commissaire
    commission jury tribunal proces audience offre emploi contrat cdd cdi recrutement stagiaire alternance
    apprenti mission candidat entretien embauche resultat palmares classement verdict parution publication
    bulletin journal magazine numero edition gazette episode podcast emission reportage diffusion radio
    television chaine album livre roman disque single meteo neige pluie orage vigilance alerte secheresse
    canicule restriction barriere degel battue traque tir gendarmerie police douane accident incendie vol
    cambriolage demarchage arnaque disparu perdu trouve greve preavis mouvement vacance rentree cantine
    garderie periscolaire menu ecole creche college lycee zone exercice essai test sirene controle inspection
    visite maintenance intervention passage vidange purge rincage desinfection deratisation desinsectisation
    sterilisation capture martelage coupe affouage tirage lot vente adjudication enchere location logement
    appartement terrain annonce obseque inhumation deces necrologie naissance mariage avis ramadan careme
    ferie changement report annulation suspension remplacement installation pose depose chantier mise
    amenagement demenagement emmenagement transfert basculement migration mutuelle adhesion licence
    cotisation renouvellement scolarite brevet examen epreuve concour crue eboulement avalanche fermetures
    compte mutualisation plu plui scot modification revision concertation budget impots ouvertures soldes
    promotion destockage liquidation pre-inscription campagne remontee domaine station piste patinoire
    piscine col sentier refuge bibliotheque mediatheque ludotheque mairie fouille coulage montage demontage
    balance organisation fiche billet lots consigne consignes coulisses bilan rappels modalite covid
    perception prefecture sous-prefecture epicerie boulangerie boucherie magasin boutique restaurant sapin
    technicien remouleur affuteur matelassier food-truck foodtruck camion poissonnier rotisserie coiffeur coiffeuse
    osteopathe opticien podologue orthophoniste psychologue sage-femme audioprothesiste veterinaire notaire avocat
    conciliateur assistante conseiller conseillere factrice releveur affouagiste bucheron fioul pellet granule
    registre questionnaire sondage dossard vignette badge defibrillateur poteau transformateur trottoir carrefour
    signalisation limitation curage faucardage desherbage frelon chenille moustique sanglier nomination adjoint
    portage livret bordereau echeance facturation virement reparation refection renovation rehabilitation
    demolition bouilleur alambic reprise terrassement goudronnage marquage deblaiement deneigement salage sablage"""
)
"""What a notice is about, when it comes first."""
SEATS = nouns(
    """mairie ecole creche college lycee bibliotheque mediatheque ludotheque piscine patinoire station domaine
    col sentier refuge magasin boutique restaurant epicerie boulangerie boucherie prefecture pharmacie
    cabinet bureau agence accueil poste parking antenne zone ligne terrain"""
)
"""Those that are places as well: they serve when something is said of them."""
ANEW = frozenset({"reprise", "rentree"})
"""What begins anew is a notice, but that of an activity may be its first meeting: `Reprise de l'aïkido`."""
PHRASES = whole(
    "ouverture~(?:du~bassin|de~la~(?:piscine|patinoire|station|saison))",
    "reprend\\w*~(?:son|ses|leurs?|aux?)~(?:horaires?|rythme|heures) (?:boutiques?|commerces?|magasins?)~ouvert\\w+",
    "reunions?~(?:du~bureau|des~inscrits|de~chantier|de~calage) (?:pas|sont)~admis journalistes conferences?~de~presse",
    "accueil~de~loisirs centres?~aeres? accueille~les~enfants~d newsletters? lettre~d'information abonnez-vous",
    "paraitra paraitront sort(?:ira)?~en~(?:librairie|salles|kiosque) en~kiosque aux~editions",
    "en~residence sur~convocation huis~clos a~envoyer en~raison~d(?!_succes)\\w* suite~a(?:ux?)?",
    "jusqu'a~nouvel~ordre merci~de veuillez pensez~a priere~de sur~rendez-vous prises?~de~rendez-vous",
    "prendre~rendez-vous prenez~rendez-vous au~plus~tard dernier~delai date~limite en~vigueur",
    "prise?~d'effet prend\\w*~effet a~compter d(?:u|es)~(?:travaux|foyers|menages|riverains) riverains",
    "arretes?~(?:municipa|prefectora)\\w+",
    "a~(?:retirer|rendre|deposer|retourner|remettre|recuperer|recenser|venir~chercher|sortir|pourvoir|louer|vendre)",
    "il~n'y~aura n'aura~pas n(?:e~|')\\w+r(?:a|ont)~(?:pas|plus|ni) pas~d(?:e~|')\\w+ mise~(?:en|a)~\\w+",
    "mis~en indisponible inaccessible injoignable hors~service en~panne",
    "(?:est|sont|sera|seront)~(?:\\w+ment~)?(?:ferme|ouvert(?!e?s?~(?:au~public|a~la~visite|a~tou|gratuitement))|absent|close?|en~conges?|en~vente|en~rayon|en~ligne)e?s?",
    "rest(?:e|era|ent|eront)~ouvert\\w* tiendr\\w+~(?:informe|au~courant)\\w* rendr\\w+~compte",
    "aux~horaires~habituels (?<!aux~)horaires~(?:habituels|d'ouverture|d'hiver|d'ete) ses~fonctions",
    "sortie~nationale chez~vous au~domicile a~(?:votre|leur)~domicile d'astreinte de~garde en~ligne",
    "par~(?:mail|courriel|sms) \\d+~?h~par~semaine temps~(?:complet|partiel|plein) nous~avons~obtenu",
    "appels?~d'offres remise~des~(?:offres|plis) ordre~du~jour~d(?:u|e)",
    "du~(?:lundi|mardi)~au~(?:vendredi|samedi|dimanche) tous~les~jours~sauf au~lieu(?!-) interdite?s?",
    "reservee?s?~(?:aux?|a~la|au|le|les|pour|un|une)~(?!habitants?|enfants?|adherents?|familles|seniors)\\w+",
    "(?:doivent|doit|devront|devra) derniers?~delais? derniers?~jours? derniere~levee sur~presentation",
    "justificatif agents~(?:municipaux|communaux|techniques|recenseurs?|d) (?:est|sont)~convoque\\w*",
    "debut~d(?:e~la|es|u)~(?:coupe|chantier|travaux|vacances|chasse) fin~des?~cours candidats",
    "beneficiaires usagers abonnes contribuables attendue?s?~(?:en|pour|avant)",
    "(?:re)?cherch\\w+_benevoles faites-vous~connaitre commandes? chiffre annee~scolaire",
    "derni(?:er|ere|ers|eres)~(?:train|bus|car|depart|tournee|collecte|ramassage|places|exemplaires)",
    "saviez-vous quittes?",
    "(?:osteopathe|kinesi|podologue|opticien|audioprothes|orthophonist|sage-femme|notaire|conciliateur)\\w*",
    "(?:poissonnier|remouleur|affuteur|matelassier|food-?truck|pizzaiolo|technicien|releveu|ramoneu|facteur)\\w*",
    "(?:collect|relev|enlev|ramass|vaccin|vidang|factur|prelev)er(?:a|ont) tir\\w+~au~sort",
    "inscriptions?_se~prennent recoi\\w+~vos vos~(?:sacs~de|dechets|encombrants|piles) fouille~des~sacs",
    "conseils?~d'administration conseils?~(?:d'ecole|de~classe|de~discipline)",
    "comites?~(?:directeur|de~pilotage|syndical)",
    "(?:eau|courant|electricite|gaz|route|rue)~(?:est~|sera~)?coupee?s? (?:sera|seront)~(?:livre|tourne)e?s?",
    "(?:patinoire|piscine|station|magasin|boutique|restaurant|camping|refuge|guichet)_(?:rouvr\\w+|ouvr(?:e|ira)\\b(?!~(?:ses|leurs|exceptionnellement)\\b)|ferm\\w+)",
    "(?:parkings?|stationnement|navettes?|trains?|bus|heures?)~(?:de~\\w+~)?(?:est~|sont~|seront~)?(?:gratuit|offert)e?s?",
    "par~semaine (?:recrut|embauch)\\w+~(?:un|une|des|son|sa|deux|trois) cv~(?:et|a) salaire inscriptions?~closes",
    "(?:retirer|deposer|rendre|demander)_(?:dossiers?|formulaires?)",
    "lune~(?:est|sera) c'est~(?:l'equinoxe|le~solstice) (?:pleine|nouvelle)~(?:le|la)",
    "visible~(?:a~l'oeil|a~l'ouest|a~l'est)",
    "se~deplace\\w* (?:est|sont|sera|seront)~(?:deplace|transfere|delocalise)e?s?",
    "(?:membres|delegues|entreprises|choristes|commissaires|arbitres|encadrants|salaries|enseignants)_se~(?:reuni|retrouv)\\w+",
    "(?:benevoles|exposants|joueurs|licencies)~se~(?:reuni|retrouv)\\w+",
    "(?:est|sont|etait|fut|furent|avait|avaient|etaient)~(?:ne|nee|mort|morte|decede|decedee|fete|fetee)s?",
)
GONE = whole(
    "annul(?:e|ee|es|ees|er|ons|ation|ations)(?!~(?:en~cas|si))",
    "(?:billets?|places?|seront?|sont|etre)_rembours\\w+ remboursements?~d(?:es|u) remboursables?",
    "(?:report|repouss|decal)(?:e|ee|es|ees)(?!~(?:en~cas|si|au|le|a~demain)\\b)",
    "remise?~a~(?:une~date|plus~tard) ulterieure? n'aur(?:a|ont)~(?:\\w+~)?(?:pas|plus)~lieu",
    "(?:ont~ete|toutes)~vendues? souffrante?",
)
"""What is cancelled, put off or full."""
MOURNING = whole(
    "obseques inhumations? funerailles funebre crematorium incineration adieux? condoleances",
    "nous~a~quittee?s? deuil ceremonies?~religieuses? levee~du~corps enterre\\w*",
    "repose~en~paix tristesse",
)
"""What is private, though people gather."""
MEDIA = whole(
    "page~facebook sur~(?:facebook|instagram|youtube|internet) en~direct~sur sur~(?:notre|la|sa)~(?:page|chaine|site)",
    "france~(?:[2345]|inter|culture|bleu|info|musique) tf1 arte bfm\\w* cnews m6 a~l'antenne sur~les~ondes",
    "l'invitee?~d\\w* sur~(?:la~)?frequence tele a~la~(?:radio|television) television diffus\\w+",
    "rediffus\\w+ podcasts?",
    "episodes? en~ligne streaming replay",
)
