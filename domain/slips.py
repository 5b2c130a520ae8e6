"""« Vouliez-vous écrire …@gmail.com ? »: a domain that is one slip away from a common one."""

COMMON = (
    "gmail.com",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "hotmail.fr",
    "hotmail.com",
    "outlook.fr",
    "outlook.com",
    "laposte.net",
    "sfr.fr",
    "neuf.fr",
    "bbox.fr",
    "numericable.fr",
    "yahoo.fr",
    "yahoo.com",
    "live.fr",
    "msn.com",
    "icloud.com",
)


def meant(typed: str) -> str:
    """Return the address that was likely meant, empty where the typed one looks right.

    One letter too many, missing or wrong, or two that changed places. Nothing is looked up.
    """
    local, at, domain = typed.strip().lower().rpartition("@")
    if not local or not at or domain in COMMON:
        return ""
    found = next((common for common in COMMON if _is_one_slip(domain, common)), "")
    return f"{local}@{found}" if found else ""


def _is_one_slip(typed: str, right: str) -> bool:
    if len(typed) != len(right):
        short, long = sorted((typed, right), key=len)
        return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
    first, *others = (place for place in range(len(right)) if typed[place] != right[place])
    return not others or (
        others == [first + 1] and typed[first : first + 2] == right[first : first + 2][::-1]
    )
