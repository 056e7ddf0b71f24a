"""Function words, and a few everyday ones, that tell Bokmål, Nynorsk and English apart.

Chosen by hand from the written norms and from spellings of dialect. `NORWEGIAN` is what both forms
share with each other; the Danish and Swedish lists hold only what is not Norwegian.
"""

from __future__ import annotations

from collections.abc import Mapping

_NORWEGIAN = """
både gjorde sagt si mens forskjell begynte begynner da nå dersom mellom stadig kjenner same
anna henne og er det som på til av så vi å var har kan om ja jo nei ikke også eller når opp over
etter under ved vår vårt våre deg seg sin sitt sine skal skulle må måtte vil ville kunne hadde ha
blei bli blir får få han den dette disse her der du meg min mitt mine din ditt noe noen bare mange
alt alle veldig litt mest minst uten mot sånn sånt sånne liksom altså jaha akkurat fordi slik
slike inn ut enn enda ennå heller likevel allerede aldri alltid kanskje iallfall forresten nettopp
ganske måten ting tingene folk egentlig dag året år tenkte tenker synes jobbe jobber gå går tok
tar ta fram helt vel fått gått sett stått tatt sier se ser gi gir hei takk bra godt dårlig rundt
nok
"""
_DIALECT = """
æ æg æi je jæ mæ dæ sæ ka kem kæm korsn korsen kossen åssen hossen koffor koffer itj ittj itte
ikkj ittno nåkka nåkke nåkken nåkkå nokka nokken dåkker dokker dåkk døkk døm dæm værra vårrå bærre
bærr hær dær når'n hadd vørte blitte sånnt mykjy mytji heime heim åsså åså oss'
"""
_BOKMAAL = """
jeg ikke hva hvor hvordan hvorfor hvem hvilken hvilket hvilke noe noen mye være vært dere deres
hun bare mer hvis kommer gjør gjøre ble fra selv vet fikk gikk en et hver hvert sammen egentlig
hele samme annen flere mener mente syntes tror trodde gjennom noens hverandre imidlertid siden dem
"""
_NYNORSK = """
eg ikkje kva korleis kvifor kven kvar kvart kvarandre noko nokon nokre nokor mykje vere vera vore
dykk dykkar ho berre meir viss kjem gjer gjere gjera vart vert verte vorte frå sjølv sjølve òg då
veit fekk gjekk dei deira ein eit eitt eigentleg eigen eiga saman fleire heile hjå seier seie seia
meiner meinte trur trudde byrja byrjar gjennom medan sidan difor korkje enno inkje noka einaste
kor ynskjer vanleg kvardag desse gong gongen gonger gongar fyrst fyrste tydeleg verkeleg vanskeleg
moglegheit inneber såg låg løyse løysing høyrer høyre høyrde skule arbeidde
"""
_ENGLISH = """
the and of is that it we you they was have not with this from were had been would could should
what which who where why how there their them then than our your his she because about just like
really think know don't it's i'm that's we're you're didn't wasn't can't won't very much more some
any only also into out up when if or as an be are will can do does did has my these those get got
going go said say people things thing yeah yes well okay him its after before other being every
most many
"""
_DANISH = """
af hvad meget noget nogen nogle mig dig sig efter været blevet bliver blev nu ud op lige gøre gør
sådan mennesker hvordan ikke jeg også altså kun skal fået
"""
_SWEDISH = """
och inte är jag att för vad hur mycket också från något någon några nu efter mig dig sig vara
varit då så där här blev måste när eller på
"""


def _words(*lists: str) -> frozenset[str]:
    return frozenset(word for each in lists for word in each.split())


BOKMAAL = _words(_BOKMAAL) - _words(_NYNORSK)
NYNORSK = _words(_NYNORSK) - _words(_BOKMAAL)
NORWEGIAN = _words(_NORWEGIAN, _DIALECT, _BOKMAAL, _NYNORSK)
DIALECT = _words(_DIALECT)
ENGLISH = _words(_ENGLISH)

SAYS: Mapping[str, tuple[str, ...]] = {
    word: tuple(
        language
        for language, listed in (
            ("no", NORWEGIAN),
            ("nb", BOKMAAL),
            ("nn", NYNORSK),
            ("en", ENGLISH),
            ("da", _words(_DANISH) - NORWEGIAN),
            ("sv", _words(_SWEDISH) - NORWEGIAN),
        )
        if word in listed
    )
    for word in NORWEGIAN | _words(_ENGLISH, _DANISH, _SWEDISH)
}
"""The languages a folded word speaks for; `no` is Norwegian of either form."""
