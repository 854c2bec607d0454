"""Jinja's tree of a template for reading and not for running: every branch of a claim is there, with its condition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, nodes
from jinja2.ext import Extension, do
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

from plainspoken.script.template.outcome_tag import WhenBranch, read_outcome
from plainspoken.script.template.tag_offsets import TemplateTags, placed_tokens

BLOCK = "outline_block"
"""The attribute of a node that holds its `ClaimNode` or `OutcomeNode`."""


@dataclass(frozen=True)
class ClaimNode:
    """A claim: its condition and its branches by name (`true`, `else`, `undecided`, `unmeasured`)."""

    condition: nodes.Expr
    branches: dict[str, list[nodes.Node]]


@dataclass(frozen=True)
class OutcomeNode:
    """An outcome: its questions (family and call) and its branches."""

    questions: list[tuple[str, nodes.Call]]
    branches: list[tuple[WhenBranch, list[nodes.Node]]]


class _ClaimOutline(Extension):
    tags = {"claim", "outcome"}  # noqa: RUF012 - Jinja's own name and kind

    def parse(self, parser: Parser) -> nodes.Node:
        token = next(parser.stream)
        block: ClaimNode | OutcomeNode
        if token.value == "outcome":
            block = OutcomeNode(*read_outcome(parser, token.lineno))
        else:
            condition = parser.parse_tuple(with_condexpr=True)
            ends = ("name:else", "name:undecided", "name:unmeasured", "name:endclaim")
            branches = {"true": parser.parse_statements(ends)}
            while (tag := next(parser.stream)).value != "endclaim":
                branches[tag.value] = parser.parse_statements(ends)
            block = ClaimNode(condition, branches)
        node = nodes.Scope([], lineno=token.lineno)
        setattr(node, BLOCK, block)
        return node


class OutlineEnvironment(Environment):
    """Parses as `TalkEnvironment` does, offsets for line numbers and all, and compiles nothing."""

    def __init__(self) -> None:
        super().__init__(extensions=[_ClaimOutline, do], keep_trailing_newline=True, optimized=False)
        self.placed_tags = TemplateTags([])

    def _tokenize(self, source: str, name: str | None, filename: str | None = None, state: str | None = None) -> Any:
        tokens, self.placed_tags = placed_tokens(source, self.lexer)
        return TokenStream(self.lexer.wrap(iter(tokens), name, filename), name, filename)
