"""Who may see what: five roles, each seeing all that the one before sees."""

from enum import IntEnum

from geo.errors import InputError
from geo.text import Text


class Role(IntEnum):
    PUBLIC = 0
    VIEWER = 1
    INSPECTOR = 2
    SUPERVISOR = 3
    ADMIN = 4

    @classmethod
    def parse(cls, name: str) -> "Role":
        """Read a role from its lower-case name; InputError lists the roles."""
        try:
            return cls[name.upper()]
        except KeyError:
            names = ", ".join(role.code for role in cls)
            raise InputError(
                Text(
                    f"Vai trò '{name}' không có; chọn: {names}.",
                    f"There is no role '{name}'; choose: {names}.",
                ),
                field="role",
                value=name,
            ) from None

    @property
    def code(self) -> str:
        return self.name.lower()


def knows_people(role: Role) -> bool:
    """Say whether a reader may see who did or handles something, and what people wrote of it."""
    return role >= Role.INSPECTOR
