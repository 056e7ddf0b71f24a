"""Function words of Bokmål, Nynorsk (dialect forms included) and English, and fillers of talk."""

from __future__ import annotations

from functools import cache

from qualcode.nlp.function_words import DIALECT
from qualcode.nlp.tokens import fold

_NYNORSK = """
alle alt altså andre at av berre bli blir blei både då de dei deg deira deires dels den denne der
dersom desse det dette difor din ditt dine du dykk dykkar då e eg ein eit ei eitt eg eller elles
enn er et fekk for fordi fram frå få får før gjennom gjer gjerne gjorde ha han hans har hadde henne
hennar her hjå ho hos hoss hossen i ikkje ikke imellom imot inga ingen ingenting inn ja jau jo kan
kom kor korleis korso kva kvar kvarandre kven kvifor kvi lel lell litt man mange me med medan meg
meir mellom men mi min mitt mine mot mykje må måtte no nokon noko nokre nokså nå når nei og også om
opp oss over på sa seg sei sidan sin si sitt sine sjå sjølv skal skulle slik slikt so som somme
såg så sånn til um under upp ut uten utan var vart vere vera vert ved vere verte vi vil ville vore
vår vårt våre å åt òg
æ je jæ ej i me mæ dæ sæ hu ho kem ka ko hem kæm kordan koffer åssen hossen itj itte ikkj ikkje ittj
ittno nåkka nåkkå nokka noe noen sånne sån dem døm dom dokker dåkker dåkke vårres våres væra vært
e va ha hadd mykje mye heile litt bærre bære da dær hær nå no den då
viss dess iallfall nok heller likevel enno alltid aldri eigentleg kanskje sikkert gjere gjer gjekk går
gå kjem komme kjem veit visste seier seie sier trur tru synest blei bli får få fått tar ta tek tatt
den dette denne desse slike kvart nettopp berre sjølvsagt
"""
_MORE_BOKMAAL = """
hva hvem hvor hvordan hvorfor hvilken hvilket hvilke dere deres dens dets bør burde gått sagt vet
synes syntes synest ofte mest hver hvert dit hit hvis jaha egne ganske enten verken hverken enda
ennå sånt sånne kanskje sikkert igjen sier sa gjør gjort tror trodde gikk går kommer kom
"""
_SPOKEN_ENGLISH = """
shall got going went come came said saying think thought want thing things lot gonna wanna stuff
maybe sure right well
"""
_FILLERS = """
eh em ehm hm hmm mhm mm mmm øh øhm um uh uhm erm ah åh oh ok okay okei yes yeah yep jo nja næ nei ja
liksom egentlig altså vel asså like know mean kind sort really actually just
don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't couldn't shouldn't haven't
hasn't hadn't i'm i've i'll i'd it's that's there's he's she's we're we've we'll they're they've
you're you've you'll what's let's
"""


@cache
def stop_words(language: str | None = None) -> frozenset[str]:
    """Words that carry no topic, folded: those of one language, or of all three together.

    Norwegian is one list for both forms and the dialects, since speakers mix them; fillers of talk
    are in every list. spaCy's lists for Bokmål and English with what they lack (its Bokmål has no
    "hva"); it has none for Nynorsk, so that list is our own. A language without a list gets all.
    """
    if language in ("nb", "nn", "no"):
        return _norwegian()
    return _english() if language == "en" else _norwegian() | _english()


def _norwegian() -> frozenset[str]:
    from spacy.lang.nb.stop_words import STOP_WORDS

    own = _listed(_NYNORSK, _MORE_BOKMAAL, _FILLERS)
    return frozenset(map(fold, STOP_WORDS)) | own | DIALECT


def _english() -> frozenset[str]:
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(map(fold, STOP_WORDS)) | _listed(_SPOKEN_ENGLISH, _FILLERS)


def _listed(*lists: str) -> frozenset[str]:
    return frozenset(word for each in lists for word in each.split())
