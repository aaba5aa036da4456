"""The parts of a headline, and which of them are no job: slogans and former ones."""

import re
from typing import NamedTuple

from rules.reading.headline.company import undotted

#: What LinkedIn shows of a headline is shorter by far.
LIMIT = 500

_BARS = re.compile(
    r"\s*[|｜·•★✦►▪⇨→‖]+\s*|\s{2,}/\s{2,}|\s*[\n;]\s*|\s*//\s*|(?P<dash>\s+[-–—]{1,3}\s+|\s*—\s*)"
)
_ADDRESS = re.compile(r"\(?(?<![\w@.])[\w.+-]{1,64}+@[\w-]{1,64}+\.[\w.]{1,64}+\)?")
_ODDS = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\U0001f1e6-\U0001f1ff]+"
)
_TAIL = re.compile(r"\s*[…,;:|·•-]+$|\s*\.{3}$")
FORMER = re.compile(
    r"(?i)(?<!\w)(?:ex|former|formerly|ehemals|ehem|ehemalige[rs]?|ancien|ancienne|retired|"
    r"previously|früher|vormals|antes|eerder|tidigare|tidligere|były|była|бывший|екс)\b[\s.-]"
)
SLOGAN = re.compile(
    r"(?i)^(?:(?:i|we|you|ich|wir|je|nous|yo|eu|io|ik|wij|jag|vi|jeg|let's|let us|your|dein|ihr)"
    r"\s|j['’]|(?:i|we)['’]\w+\s|(?:help|specializ|specialis|enabl|empower|generat|build|grow|"
    r"driv|leverag|transform|hir|connect|turn|mak|creat|book|get|sav|scal|plac|bring|deliver|"
    r"provid|offer|teach|mission|passion)(?:e|s|es|ing|ting|ion|ionate)?\b(?!\s*(?:@|at\b))"
    r"(?!\s(?:manager|assistant|surveyor|inspector|engineer|fellow|professor|services|operations|"
    r"control|director|lead|officer|specialist|artist|consultant|coordinator|agent|supervisor)\b)|"
    r"on a mission|helfen?\b|unterstütz\w*|vous aide|aid(?:e|ons)\s|ayud[ao]\w*|ajud[ao]\w*|"
    r"aiut\w*|hjälper|hjelper|hjælper|autan|pomaga[mć]?|помога\w+|допомага\w+)"
)


class Part(NamedTuple):
    """A piece between bars, and whether the bar before it is a dash."""

    dash: bool
    text: str


def parts_of(text: str) -> list[Part]:
    """The parts of the line, each with whether a dash stands before it."""
    line = _ODDS.sub(" | ", _ADDRESS.sub("", text))
    parts, start, dash = [], 0, False
    for bar in [*_BARS.finditer(line), None]:
        part = _TAIL.sub("", undotted(line[start : bar.start() if bar else None].strip(" ,")))
        if any(sign.isalnum() for sign in part):
            parts.append(Part(dash, part))
        if bar:
            start, dash = bar.end(), bar["dash"] is not None
    return parts
