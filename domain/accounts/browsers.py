"""What people call the browser of a session: « Firefox sur Windows »; never used to decide."""

# The first that is found names it: Chrome says that it is Safari, Edge that it is Chrome.
_PROGRAMS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_DEVICES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def name(user_agent: str) -> str:
    """Return what a User-Agent most likely means, « Navigateur inconnu » where nothing is known."""
    program = next((said for sign, said in _PROGRAMS.items() if sign in user_agent), "")
    device = next((said for sign, said in _DEVICES.items() if sign in user_agent), "")
    if program and device:
        return f"{program} sur {device}"
    return program or device or "Navigateur inconnu"
