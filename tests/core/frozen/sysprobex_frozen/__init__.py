"""A backend as it was written for plugin API 1.0. Never change it: it stands for those that we cannot change."""

from sysprobe.plugin import Backend

BACKEND = Backend(name="frozen", api=(1, 0), priority=50, providers={"memory": "sysprobex_frozen.memory:Memory"})
