"""Reads a YAML file as a tree that knows its lines, and refuses what a plain list of facts or words does not need.

In: bytes. Out: a tree of Nodes, or InvalidFile with a sentence for each thing that is wrong, its line and its field.
Refused here: what is not UTF-8 or not YAML, files over 2 MB, aliases and anchors (they can blow a small file up), tags, several
documents in one file, a field given twice, nesting deeper than 20, more than 60,000 values.
"""

from dataclasses import dataclass, field

import yaml

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 20
MAX_VALUES = 60_000
MAX_PROBLEMS = 50
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Problem:
    line: int
    field: str
    sentence: str

    def __str__(self) -> str:
        where = f"Line {self.line}" + (f", {self.field}" if self.field else "")
        return f"{where}: {self.sentence}"


class InvalidFile(Exception):
    """The file cannot be used; `problems` says where and why."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass
class Node:
    """One value of the file: kind is text, list or map; plain is True for text without quotes."""

    kind: str
    line: int
    text: str = ""
    plain: bool = True
    items: list["Node"] = field(default_factory=list)
    fields: dict[str, "Node"] = field(default_factory=dict)


def read_tree(content: bytes, refusal: type[InvalidFile] = InvalidFile) -> Node:
    """The tree of a file; raises `refusal` with one problem when it cannot be read at all."""
    if len(content) > MAX_BYTES:
        raise refusal([Problem(1, "", f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Is it the right file?")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refusal([Problem(line, "", "The file is not UTF-8 text. Save it as UTF-8 and try again.")]) from None
    for place, letter in enumerate(text):
        if not letter.isprintable() and letter not in "\n\r\t":
            line = text.count("\n", 0, place) + 1
            raise refusal([Problem(line, "", f"A character that cannot be printed stands here (U+{ord(letter):04X}). Delete it.")])
    try:
        return _Builder(refusal).build(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise refusal([Problem(line, "", f"This is not YAML that can be read: {error.problem or error.context}.")]) from None
    except yaml.YAMLError as error:
        raise refusal([Problem(1, "", f"This is not YAML that can be read: {error}.")]) from None


class _Builder:
    """Builds the tree from YAML's events with a stack of its own, so that deep nesting cannot exhaust Python's."""

    def __init__(self, refusal: type[InvalidFile]):
        self.refusal = refusal
        self.values = 0

    def refuse(self, line: int, sentence: str) -> InvalidFile:
        return self.refusal([Problem(line, "", sentence)])

    def build(self, events) -> Node:
        root: Node | None = None
        documents = 0
        # Each step: the open list or map, and the key that waits for its value.
        stack: list[tuple[Node, list]] = []
        for event in events:
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse(line, "A second document begins here (---). Keep one in a file.")
                continue
            if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                stack.pop()
                continue
            if not isinstance(event, yaml.AliasEvent | yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
                continue
            node = self.node(event, line)
            root = root or node
            if stack:
                self.attach(stack[-1], node)
            if node.kind != "text":
                stack.append((node, []))
                if len(stack) > MAX_DEPTH:
                    raise self.refuse(line, f"Values are nested more than {MAX_DEPTH} deep here.")
        if root is None:
            raise self.refuse(1, "The file is empty.")
        return root

    def node(self, event, line: int) -> Node:
        self.values += 1
        if self.values > MAX_VALUES:
            raise self.refuse(line, f"The file holds more than {MAX_VALUES:,} values.")
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self.refuse(line, "Anchors (&) and aliases (*) are not used in these files. Write the text again, or put it in quotes.")
        if event.tag is not None:
            raise self.refuse(line, "Tags (!) are not used in these files. Put the text in quotes if it begins with an exclamation mark.")
        if isinstance(event, yaml.ScalarEvent):
            return Node("text", line, text=event.value, plain=not event.style)
        return Node("map" if isinstance(event, yaml.MappingStartEvent) else "list", line)

    def attach(self, step: tuple[Node, list], node: Node) -> None:
        parent, waiting = step
        if parent.kind == "list":
            parent.items.append(node)
        elif not waiting:
            if node.kind != "text":
                raise self.refuse(node.line, "The name of a field is plain text.")
            if node.text in parent.fields:
                first = parent.fields[node.text].line
                raise self.refuse(node.line, f"The field “{node.text}” stands twice here; the first is on line {first}. Keep one.")
            waiting.append(node.text)
        else:
            parent.fields[waiting.pop()] = node
