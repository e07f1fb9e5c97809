"""Reads FHIRPath text into a syntax tree: precedence climbing over the tokens."""

from __future__ import annotations

from risk_checks.errors import DefinitionError
from risk_checks.views.fhirpath.source import Source
from risk_checks.views.fhirpath.syntax import Binary, Call, Constant, Indexer, Literal, Member, Node, This
from risk_checks.views.fhirpath.tokens import Token, TokenKind, tokens_of

# FHIRPath's own order, loosest first (grammar of the specification, section "Operator precedence").
_STRENGTH = {
    "implies": 1,
    "or": 2,
    "xor": 2,
    "and": 3,
    "in": 4,
    "contains": 4,
    "=": 5,
    "!=": 5,
    "~": 5,
    "!~": 5,
    "<": 6,
    "<=": 6,
    ">": 6,
    ">=": 6,
    "|": 7,
    "is": 8,
    "as": 8,
    "+": 9,
    "-": 9,
    "&": 9,
    "*": 10,
    "/": 10,
    "div": 10,
    "mod": 10,
}
_LATER = {"~": "=", "!~": "!=", "is": "ofType(...).exists()", "as": "ofType(...)"}
_DEEPEST = 50


def parse(source: Source) -> Node:
    """Return the syntax tree of an expression; raises DefinitionError at the first fault.

    >>> parse(Source("name.family")).name
    'family'
    """
    return _Parser(source).whole()


class _Parser:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._tokens = tokens_of(source)
        self._next = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._expression(0)
        if self._ahead.kind is not TokenKind.END:
            raise self._fault(f"'{self._ahead.text}' is not expected here")
        return node

    @property
    def _ahead(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _sees(self, symbol: str) -> bool:
        return self._ahead.kind is TokenKind.SYMBOL and self._ahead.text == symbol

    def _expect(self, symbol: str) -> None:
        if not self._sees(symbol):
            raise self._fault(f"expected '{symbol}', found '{self._ahead.text or 'the end'}'")
        self._next += 1

    def _fault(
        self, message: str, *, at: int | None = None, code: str = "RC-E201", hint: str | None = None
    ) -> DefinitionError:
        return self._source.fault(code, message, at=self._ahead.at if at is None else at, hint=hint)

    def _operator(self) -> str | None:
        token = self._ahead
        word = token.kind is TokenKind.NAME and not token.quoted
        return token.text if (word or token.kind is TokenKind.SYMBOL) and token.text in _STRENGTH else None

    def _expression(self, weakest: int) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._fault(f"nested more than {_DEEPEST} deep")
        left = self._postfix(self._primary())
        while (operator := self._operator()) is not None and _STRENGTH[operator] > weakest:
            at = self._take().at
            if operator in _LATER:
                hint = f"write {_LATER[operator]}"
                raise self._fault(f"operator '{operator}' is not read", at=at, code="RC-E202", hint=hint)
            left = Binary(operator, left, self._expression(_STRENGTH[operator]), at)
        self._depth -= 1
        return left

    def _postfix(self, node: Node) -> Node:
        while True:
            if self._sees("."):
                self._take()
                node = self._invocation(node)
            elif self._sees("["):
                at = self._take().at
                node = Indexer(node, self._expression(0), at)
                self._expect("]")
            else:
                return node

    def _invocation(self, of: Node | None) -> Node:
        token = self._take()
        if token.kind is not TokenKind.NAME:
            raise self._fault(f"expected a name, found '{token.text or 'the end'}'", at=token.at)
        if not self._sees("("):
            return Member(of, token.text, token.at)
        self._take()
        arguments: list[Node] = []
        while not self._sees(")"):
            if arguments and not self._sees(","):
                raise self._fault(f"expected ',' or ')', found '{self._ahead.text or 'the end'}'")
            if arguments:
                self._take()
            arguments.append(self._expression(0))
        self._take()
        return Call(of, token.text, tuple(arguments), token.at)

    def _primary(self) -> Node:
        token = self._ahead
        match token.kind:
            case TokenKind.SYMBOL if token.text == "(":
                self._take()
                node = self._expression(0)
                self._expect(")")
                return node
            case TokenKind.SYMBOL if token.text in "+-":
                return self._signed(self._take())
            case TokenKind.NUMBER:
                return self._number()
            case TokenKind.STRING | TokenKind.DATE | TokenKind.TIME:
                self._take()
                return Literal(token.text, _type_of(token), token.at)
            case TokenKind.CONSTANT:
                return Constant(self._take().text, token.at)
            case TokenKind.VARIABLE if token.text == "$this":
                return This(self._take().at)
            case TokenKind.VARIABLE:
                raise self._fault(f"'{token.text}' is not read", code="RC-E202")
            case TokenKind.NAME if token.text in ("true", "false") and not token.quoted:
                return Literal(self._take().text == "true", "boolean", token.at)
            case TokenKind.NAME:
                return self._invocation(None)
            case _:
                raise self._fault(f"expected a path or a value, found '{token.text or 'the end'}'")

    def _signed(self, sign: Token) -> Node:
        """Return a number with its sign, or what follows taken from 0; a sign binds looser than a dot."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._fault(f"nested more than {_DEEPEST} deep")
        operand = self._postfix(self._primary())
        self._depth -= 1
        if isinstance(operand, Literal) and isinstance(operand.value, (int, float)) and operand.type != "boolean":
            return Literal(-operand.value if sign.text == "-" else operand.value, operand.type, sign.at)
        return Binary(sign.text, Literal(0, "integer", sign.at), operand, sign.at)

    def _number(self) -> Literal:
        token = self._take()
        if "." in token.text:
            return Literal(float(token.text), "decimal", token.at)
        return Literal(int(token.text), "integer", token.at)


def _type_of(token: Token) -> str:
    if token.kind is TokenKind.DATE:
        return "dateTime" if len(token.text) > len("2026-01-31") else "date"
    return "time" if token.kind is TokenKind.TIME else "string"
