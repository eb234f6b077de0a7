"""How migrations meet the database: the application's engine and tables, in one transaction."""

from alembic import context
from flask import current_app

from coachtrack.extensions import metadata
from coachtrack.kit.columns import Choice, Moment, Words


def plain_type(kind, thing, autogen_context):
    """Write the tables' own column types as what they are stored as."""
    if kind == "type" and isinstance(thing, (Moment, Words)):
        return "sa.DateTime()" if isinstance(thing, Moment) else "sa.Text()"
    if kind == "type" and isinstance(thing, Choice):
        return "sa." + repr(thing).replace("Choice(", "Enum(", 1)
    return False


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        # The whole upgrade or none of it, on both engines.
        connection = connection.execution_options(immediate=True)
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            render_item=plain_type,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
