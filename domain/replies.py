"""What a mail server said, in the words of a billing service (RFC 3463, RFC 5321)."""

import re

# The enhanced status (« 5.1.1 ») says more than the first three digits do.
_BY_STATUS = (
    (r"5\.1\.[123]|5\.1\.6", "cette adresse n'existe pas"),
    (r"5\.1\.8|5\.1\.7", "le serveur refuse l'expéditeur"),
    (r"[45]\.2\.2", "la boîte aux lettres est pleine"),
    (r"5\.2\.[01]", "la boîte aux lettres est fermée"),
    (r"5\.3\.4|5\.2\.3", "le message est trop gros"),
    (r"5\.4\.[14]|5\.1\.10", "ce domaine ne reçoit pas de courrier"),
    (r"5\.7\.8", "le nom ou le mot de passe de messagerie n'est pas le bon"),
    (r"5\.7\.\d+", "une règle du serveur refuse nos messages (courrier indésirable ?)"),
    (r"4\.7\.\d+", "le serveur demande de réessayer plus tard"),
)
_BY_CODE = {
    "535": "le nom ou le mot de passe de messagerie n'est pas le bon",
    "550": "cette adresse n'existe pas, ou le serveur la refuse",
    "551": "cette adresse n'existe plus ici",
    "552": "la boîte aux lettres est pleine",
    "553": "le serveur n'accepte pas la forme de cette adresse",
    "554": "le serveur refuse ce message",
}


def in_words(reply: str | None) -> str:
    """Return what it means; what is French already, or unknown, stays as it is."""
    text = (reply or "").strip()
    code = re.match(r"([245])\d\d\b", text)
    if code is None:
        return text
    for pattern, words in _BY_STATUS:
        if re.search(rf"(?<![\d.])(?:{pattern})(?![\d.])", text):
            return words
    by_code = _BY_CODE.get(text[:3])
    if by_code:
        return by_code
    return "le serveur demande de réessayer plus tard" if code[1] == "4" else text
