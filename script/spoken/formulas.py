"""Formulas as they are said: `P(A|B)`, `‖w‖²`, `∂L/∂w`, and inline LaTeX such as `$\\sum_{i=1}^n x_i$`.

One reader serves both notations: raised and lowered characters stand for `^{…}` and `_{…}`, a command of LaTeX for the
sign it draws. What has no words, such as an unknown command or an alignment, is named by `unsayable`, and rule PS506
reports it.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken import identifiers as names
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.latex_commands import ACCENTS, COMMANDS, FONTS, SILENT, TEXT
from plainspoken.script.spoken.symbols import GREEK, SIGNS
from plainspoken.script.spoken.units import is_unit, unit

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵏᵗˣʸᵈᵐ"
_RAISED_PLAIN = "0123456789+-=()niTktxydm"
LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₙₘₜₓₐₑₕₗₚᵣₛᵤᵥ"
_LOWERED_PLAIN = "0123456789+-=()ijknmtxaehlprsuv"
_FROM_RAISED = str.maketrans(RAISED, _RAISED_PLAIN)
_FROM_LOWERED = str.maketrans(LOWERED, _LOWERED_PLAIN)
_SHIFTED = re.compile(f"([{RAISED}]+)|([{LOWERED}]+)")

FUNCTIONS: dict[str, str] = {
    "log": "log", "ln": "natural log", "exp": "exp", "sin": "sine", "cos": "cosine", "tan": "tangent", "tanh": "tanch",
    "max": "max", "min": "min", "argmax": "arg max", "argmin": "arg min", "softmax": "soft max", "sigmoid": "sigmoid",
    "det": "determinant", "tr": "trace", "rank": "rank", "sup": "sup", "inf": "inf", "lim": "limit",
    "Var": "variance", "var": "variance", "Cov": "covariance", "cov": "covariance", "Pr": "probability", "KL": "K L",
    "diag": "diag", "sgn": "sign", "sign": "sign", "erf": "E R F", "dim": "dimension", "ker": "kernel", "mod": "mod",
    "gcd": "G C D", "sinh": "sinch", "cosh": "cosh", "arctan": "arc tangent", "polylog": "poly log",
}  # fmt: skip
_OVER = {"∑": "the sum", "∏": "the product", "∫": "the integral", "∮": "the contour integral", "⋃": "the union"}
_LIMITED = {"max", "min", "arg max", "arg min", "limit", "sup", "inf"}
_ARG = re.compile(r"\\(?:arg\s*\\|operatorname\*?\{arg ?)(max|min)\}?")
_TOKEN = re.compile(
    r"\\[A-Za-z]+\*?|\\.|\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+|\d+|\.\d+|[^\W\d_]+|<=|>=|!=|==|:=|->|=>|\|\||\*\*|\S|\s"
)
_OPENING = {"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉", "⟨": "⟩"}
_ENDS = word_set(") ] } ⌋ ⌉ ⟩")
_BRACKET = re.compile(r"\\(?:[lr]floor|[lr]ceil|[lr]angle|[lr][vV]ert)(?![A-Za-z])")
_DEGREES = re.compile(r"\^\{?\\circ\}?(?:\\,|~| )*(?:\\(?:mathrm|text)\{([CF])\}|([CF])(?![A-Za-z]))")
_SCALES = {"C": r"\text{ degrees Celsius}", "F": r"\text{ degrees Fahrenheit}"}
_SPAN = re.compile(r"_\{(\w{1,3}):(\w{1,3})\}")
# A state by itself, `|\psi\rangle` or `\langle\psi|`.
_KET, _BRA = re.compile(r"\|([^|⟩]{1,30})⟩"), re.compile(r"⟨([^|⟨]{1,30})\|")
_GROUPED = re.compile(r"(?<=\d)\{,\}(?=\d{3}(?!\d))")
_MICRO = re.compile(r"(?<=[\d~,; ])\\mu ?\\(?:text|mathrm)\{([A-Za-z]{1,2})\}")
_TRANSPOSED = re.compile(r"(\{)?(\\(?:top|intercal)|\\(?:mathsf|mathrm|text|mathbf)\{T\}|T|⊤)(?(1)\})")


_ACCENT_COMMANDS = {
    "\u0302": "\\hat",
    "\u0304": "\\bar",
    "\u0303": "\\tilde",
    "\u0307": "\\dot",
    "\u20d7": "\\vec",
}
_ACCENTED = re.compile(f"([^\\W\\d_])([{''.join(_ACCENT_COMMANDS)}])")


def say(formula: str) -> str:
    """The words of a formula in Unicode, ASCII or LaTeX (without its dollar signs)."""
    if not formula.isascii():
        apart = normalize("NFD", formula)
        formula = normalize("NFC", _ACCENTED.sub(lambda mark: f"{_ACCENT_COMMANDS[mark[2]]}{{{mark[1]}}}", apart))
    try:
        read = _FormulaReader(formula).sequence("")
    except RecursionError:  # brackets, exponents or signs within each other that nobody could follow by ear
        return ""
    words = " ".join(read).replace(" ,", ",").replace(",,", ",")
    return " ".join(words.split()).strip(",").strip()


def unsayable(formula: str) -> list[str]:
    """Commands and signs of a formula that have no words, in order."""
    reader = _FormulaReader(formula)
    try:
        reader.sequence("")
    except RecursionError:
        return [f"{formula[:20]}…"]
    return reader.unknown


class _FormulaReader:
    """Reads a formula from left to right; each method takes what it says off the front."""

    def __init__(self, formula: str) -> None:
        latex = "\\" in formula
        formula = _ARG.sub(r"\\arg\1", formula)
        if ":" in formula:
            formula = _SPAN.sub(r"_{\1→\2}", formula)
        if "{,}" in formula:
            formula = _GROUPED.sub(",", formula)
        if latex:
            formula = _DEGREES.sub(lambda scale: _SCALES[scale[1] or scale[2]], formula)
            formula = _MICRO.sub(r"\\mathrm{µ\1}", formula)
            formula = _BRACKET.sub(lambda bracket: COMMANDS[bracket[0]], formula)
            if ("⟨" in formula) != ("⟩" in formula):
                formula = _KET.sub(r"\\text{ket} \1", _BRA.sub(r"\\text{bra} \1", formula))
        plain = _SHIFTED.sub(
            lambda run: (
                f"^{{{run[1].translate(_FROM_RAISED)}}}" if run[1] else f"_{{{run[2].translate(_FROM_LOWERED)}}}"
            ),
            formula,
        )
        plain = re.sub("([½¼¾⅓⅔⅛])(?=[^\\W\\d_])", r"\1 ", plain)
        self.tokens: list[str] = []
        for token in _TOKEN.findall(plain):
            if token.isalpha() and len(token) > 1 and not self._whole(token, latex):
                self.tokens += list(token)
            elif not token.isspace() or latex:
                self.tokens.append(token)
        self.at = 0
        self.unknown: list[str] = []
        self.applied = ""

    @staticmethod
    def _whole(token: str, latex: bool) -> bool:
        return token in FUNCTIONS or (not latex and len(token) > 2 and not any(char.lower() in GREEK for char in token))

    def peek(self) -> str:
        """The next token that is no space; empty at the end."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        """The next token, taken off."""
        token = self.peek()
        self.at += 1
        return token

    def sequence(self, closing: str) -> list[str]:
        """The words up to a closing bracket, or to the end."""
        said: list[str] = []
        after_operand = False
        while token := self.peek():
            if token == closing:
                self.take()
                return said
            if token in _ENDS:
                self.take()
                continue
            if token in ("\\left", "\\right", "\\big", "\\Big", "\\bigl", "\\bigr", "\\Bigl", "\\Bigr"):
                self.take()
                continue
            if token in ("|", "\\mid", "\\vert", "∣", "\\|", "‖", "∥", "||"):
                said += self.bar(closing, after_operand)
                after_operand = said[-1:] not in (["given"], ["such that"], ["parallel to"], ["and"])
                continue
            if token in ("-", "−", "+", "±") or (operator := self.operator(token)) is None:
                if token in ("-", "−", "+", "±"):
                    self.take()
                    said.append(SIGNS.get(token, "minus"))
                    after_operand = False
                    continue
                atom = self.operand(after_operand)
                said += atom
                after_operand = bool(atom)
                continue
            self.take()
            if operator == "," and said:
                said[-1] += ","
            elif operator:
                said.append(operator)
            after_operand = False
        return said

    def operator(self, token: str) -> str | None:
        """The words of a relation, an operator or a comma; None for what begins an operand."""
        if token in (",", ";", "\\\\", "\\;") or token in SILENT:
            return "," if token in (",", ";", "\\\\") else ""
        if token in ("…", "⋯", "\\ldots", "\\dots", "\\cdots"):
            return "and so on"
        if token == ":":
            return "such that"
        if token == "**":
            return None
        sign = COMMANDS.get(token, token)
        if sign in _OVER or sign in ("√", "∂", "∇", "∞", "∅", "ℓ", "∀", "∃", "¬", "$", "^", "_"):
            return None
        if (
            (sign.isalnum() and (sign not in SIGNS or sign.lower() in GREEK))
            or sign in GREEK
            or sign in ("′", "'", "″", "½", "¼", "¾")
        ):
            return None
        return SIGNS.get(sign)

    def operand(self, after_operand: bool) -> list[str]:
        """A number, a letter, a function, a bracket or a command, with what is written above and below it."""
        token = self.take()
        begin = self.at - 1
        sign = COMMANDS.get(token, token)
        if sign in _OVER:
            return self.scripted_operator(_OVER[sign])
        if token in _OPENING or token == "\\{":
            applied, self.applied = self.applied, ""
            inner = self.sequence(_OPENING.get(token, "\\}"))
            joined: list[str] = []
            if after_operand and token in ("(", "["):
                joined = ["of"] if applied else ["times"] if token == "(" else []
            if token in ("⌊", "⌈"):
                joined.append("the floor of" if token == "⌊" else "the ceiling of")
            if token == "⟨":
                joined.append("the inner product of" if len(inner) > 1 else "the average of")
                inner = [f"{word[:-1]} and" if word.endswith(",") else word for word in inner]
            self.applied = ""
            return [*joined, *inner, *self.scripts(self._letters(begin))]
        said = self.atom(token, sign)
        last = said[-1] if said else ""
        self.applied = "" if not said or last in ("", "squared", "cubed") or sign[0].isdigit() else last
        if last in _LIMITED or last in ("log", "natural log"):
            return [*said[:-1], *self.scripted_operator(last)]
        scripts = self.scripts(self._letters(begin))
        if last == "chi" or last in FUNCTIONS.values():
            self.applied = last  # χ²(2), sin²(x): of, whatever stands above
        if scripts[-1:] == ["factorial"]:
            self.applied = ""
        if sign.isalpha() and len(sign) > 1 and sign in FUNCTIONS and self.peek() not in ("(", "[", "", ")", ","):
            scripts = [*scripts, "of"] if sign in ("Var", "Cov", "tr", "det", "rank") else scripts
        return [*said, *scripts]

    def atom(self, token: str, sign: str) -> list[str]:
        """One operand without its scripts."""
        if token[0].isdigit() or (token[0] == "." and len(token) > 1):
            return [_number(token), *(["and"] if self.peek() in ("½", "¼", "¾", "⅓", "⅔", "⅛") else [])]
        if sign in GREEK:
            return [GREEK[sign]]
        if sign.lower() in GREEK and len(sign) == 1:
            return [GREEK[sign.lower()]]
        if sign.lstrip("\\") in FUNCTIONS:
            return [FUNCTIONS[sign.lstrip("\\")]]
        if sign.startswith("\\"):
            return self.command(token)
        if len(sign) == 1 and sign.isalpha() and sign not in SIGNS:
            return [names.single_letter(sign)]
        if sign == "√":
            times = ["times"] if self.at > 1 and self.tokens[self.at - 2][0].isdigit() else []
            return [*times, "the square root of", *self.argument()]
        if sign == "∂":
            return ["partial"]
        if sign in ("'", "′"):
            return ["prime"]
        if sign == "^" and self.at == 1:
            return self.argument()  # ¹⁴C: the number comes before what it belongs to
        if sign in ("^", "_", "**"):
            self.at -= 1
            return self.scripts("")
        if sign == "!":
            return ["factorial"]
        if sign in SIGNS:
            return [SIGNS[sign]]
        if sign.isalpha() or sign.isalnum():
            return [names.name(sign)]
        if sign not in ("$", ".", "&", '"', "'", "`", "?"):
            self.unknown.append(sign)
        return []

    def command(self, token: str) -> list[str]:
        """A command of LaTeX that is no sign."""
        name = token.rstrip("*")
        if name in ("\\frac", "\\dfrac", "\\tfrac"):
            top, below = self.argument(), self.argument()
            return [*top, "over", *below]
        if name == "\\binom":
            top, below = self.argument(), self.argument()
            return [*top, "choose", *below]
        if name == "\\sqrt":
            degree = ""
            if self.peek() == "[":
                self.take()
                degree = " ".join(self.sequence("]"))
            root = {"": "the square root of", "three": "the cube root of"}.get(degree, f"the root {degree} of")
            return [root, *self.argument()]
        if name in ACCENTS:
            return [*self.argument(), ACCENTS[name]]
        if name in FONTS:
            return self.argument()
        if name in TEXT:
            return [self.text()]
        self.unknown.append(token)
        if self.peek() == "{":
            self.take()
            return self.sequence("}")
        return []

    def text(self) -> str:
        """The words in the braces of `\\text{…}`, as they are written; a unit behind a number."""
        measured = _MEASURED.search("".join(self.tokens[max(0, self.at - 4) : self.at - 1]))
        if self.peek() != "{":
            return " ".join(self.argument())
        self.take()
        depth, words = 1, ""
        while self.at < len(self.tokens) and depth:
            token = self.tokens[self.at]
            self.at += 1
            depth += (token == "{") - (token == "}")
            words += token if depth else ""
        if measured and all(is_unit(side) or side in ("m", "s", "g", "h") for side in words.strip().split("/")):
            return unit(words, one=measured[1] == "1")
        return " ".join(FUNCTIONS.get(word) or names.name(word) for word in words.split())

    def argument(self) -> list[str]:
        """What a command or a script applies to: a group in braces, else one operand."""
        token = self.peek()
        if not token:
            return []
        if token == "{":
            self.take()
            return self.sequence("}")
        if token in ("-", "−", "+"):
            self.take()
            return [SIGNS.get(token, "minus"), *self.argument()]
        if token == "(":
            return self.operand(False)
        self.take()
        if token in ("*", "∗"):
            return ["star"]
        if token == "\\frac":
            return self.command(token)
        return self.atom(token, COMMANDS.get(token, token))

    def scripts(self, base: str) -> list[str]:
        """What is written above and below an operand."""
        said: list[str] = []
        while (token := self.peek()) in ("^", "_", "**", "'", "′", "″", "!", "*") and token:
            if token == "*" and self.tokens[self.at + 1 : self.at + 2] not in ([], [")"], [","], ["="]):
                break
            self.take()
            if token in ("'", "′", "″"):
                said.append("prime" if token != "″" else "double prime")
            elif token == "!":
                said.append("factorial")
            elif token == "*":
                said.append("star")
            elif token == "_":
                lowered = self.argument()
                digits = len(lowered) == 1 and lowered[0] in _DIGITS
                pause = "," if len(lowered) > 1 and self.peek() in ("(", "[") else ""
                said += lowered if digits else ["sub", *lowered[:-1], *(word + pause for word in lowered[-1:])]
            else:
                said += self.raised(base)
        return said

    def raised(self, base: str = "") -> list[str]:
        """An exponent, after its sign.

        A plain T transposes what is written in capitals (`base`) or is followed by a factor; `x^T` alone is a power.
        """
        first = self.peek()
        written = "".join(self.tokens[self.at : self.at + 6])
        if (match := _TRANSPOSED.match(written)) and (match[0] != "T" or first == "T"):
            start = self.at
            self._skip(len(match[0]))
            after = self.peek()
            factor = after == "(" or after in FONTS or after in ACCENTS or COMMANDS.get(after, after).isalpha()
            if match[2] != "T" or base.isupper() or factor:
                return ["transpose"]
            self.at = start
        if match := re.match(r"\{?(?:\\(?:ast|star)|\*|∗)\}?", written):
            self._skip(len(match[0]))
            return ["star"]
        if match := re.match(r"\{?\\circ\}?", written):
            self._skip(len(match[0]))
            return ["degrees"]
        if match := re.match(r"\{?(?:\\prime|′)\}?", written):
            self._skip(len(match[0]))
            return ["prime"]
        if charge := re.match(r"\{(\d?)([-+])\}", written):
            self._skip(len(charge[0]))
            return [*([numbers.cardinal(charge[1])] if charge[1] else []), "plus" if charge[2] == "+" else "minus"]
        exponent = self.argument()
        if exponent == ["two"]:
            return ["squared"]
        if exponent == ["three"]:
            return ["cubed"]
        if written.startswith(("{(", "(")) and len(exponent) == 1:
            return ["superscript", *exponent]
        return ["to the", *exponent]

    def _letters(self, begin: int) -> str:
        """The letters and Greek letters of the tokens from `begin` to here."""
        signs = (COMMANDS.get(token, token) for token in self.tokens[begin : self.at])
        return "".join(sign for sign in signs if sign.isalpha())

    def _skip(self, length: int) -> None:
        while length > 0 and self.at < len(self.tokens):
            length -= len(self.tokens[self.at])
            self.at += 1

    def scripted_operator(self, name: str) -> list[str]:
        """A sum, product, integral, maximum, limit or logarithm with its limits, up to "of"."""
        below: list[str] = []
        above: list[str] = []
        power: list[str] = []
        while (token := self.peek()) in ("_", "^", "\\limits"):
            self.take()
            if token == "_":
                below = self.argument()
            elif token == "^" and name in ("log", "natural log", *_LIMITED):
                power = self.raised()
            elif token == "^":
                above = self.argument()
        self.applied = name
        if name in ("log", "natural log"):
            of = ["of"] if below and self.peek() not in ("", "(") else []
            return [name, *(["base", *below] if below else []), *power, *of]
        if not below and not above:
            return [name, *power, *([] if name in _LIMITED and self.peek() in ("(", "", ")", "}") else ["of"])]
        start = " ".join(below)
        if name == "limit":
            said = ["the limit as", start.replace(" to ", " goes to ")]
        elif name == "the integral":
            said = [name, *(["from", start] if above else ["over", start])]
        elif above and " equals " in start:
            variable, _, first = start.partition(" equals ")
            said = [name, "over", variable, "from", first]
        else:
            said = [name if name.startswith("the") else f"the {name}", "over", start] if below else [name]
        of = [] if self.peek() == "(" else ["of"]
        return [*said, *(["to", *above] if above else []), *power, *of]

    def bar(self, closing: str, after_operand: bool) -> list[str]:
        """A vertical bar: a condition, a distance, or an absolute value or norm up to the next bar."""
        token = self.take()
        double = token in ("\\|", "‖", "∥", "||")
        if closing == "⟩" and after_operand:
            return ["and"]
        if token == "\\mid" or (after_operand and closing in (")", "]")):
            return ["from" if double else "given"]
        if after_operand and closing in ("}", "\\}"):
            return ["such that"]
        rest = self.tokens[self.at :]
        if token not in rest:
            return [] if not after_operand else ["given"]
        inner = _FormulaReader("")
        end = self.at + rest.index(token)
        inner.tokens = self.tokens[self.at : end]
        words = inner.sequence("")
        self.unknown += inner.unknown
        self.at = end + 1
        self.applied = ""
        kind = ""
        if double and self.peek() == "_":
            self.take()
            kind = " ".join(self.argument()) + " "
        return [f"the {kind}norm of" if double else "the absolute value of", *words, *self.scripts("")]


_MEASURED = re.compile(r"(?<![\d^_{])(\d[\d.,]*)(?:\\[,;: ]|~| )*$")
_DIGITS = frozenset(numbers.cardinal(str(value)) for value in range(100))


def _number(token: str) -> str:
    whole, point, fraction = token.replace(",", "").partition(".")
    return numbers.decimal(whole, fraction) if point and fraction else numbers.cardinal(whole)
