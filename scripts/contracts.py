"""An import contract of our own: no room imports another room's doors (its views, forms, urls or tasks)."""

from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    closed = fields.ListField(subfield=fields.StringField())

    def check(self, graph, verbose):
        doors = []
        for module in sorted(graph.modules):
            room, shelf = _place(module)
            if shelf not in self.closed:
                continue
            for importer in sorted(graph.find_modules_that_directly_import(module)):
                other, importers_shelf = _place(importer)
                # Root modules (settings, urls, wsgi) stand outside the rooms and may open any door.
                if importers_shelf and other != room:
                    doors.append(f"{importer} -> {module}")
        return ContractCheck(kept=not doors, metadata={"doors": doors})

    def render_broken_contract(self, check):
        for line in check.metadata["doors"]:
            output.print_error(f"    {line}")


def _place(module):
    """The room and the shelf of a module: 'qualitymark.awards.views.board' stands in ('awards', 'views')."""
    parts = module.split(".")
    return (parts[1] if len(parts) > 1 else "", parts[2] if len(parts) > 2 else "")
