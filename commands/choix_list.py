"""`flask choix list`: who chose what, when, with which text or proof."""

from typing import Any

import services
from commands import console
from domain import choices
from domain.choices import Channel, Standing
from domain.customers import choosing
from domain.portals import Portal
from store import choices as rows
from store import customers
from store.choices import Choice
from store.customers import Known

SHORT = 12  # signs of a hash are enough to tell two texts apart


def everybody(portal: Portal, *, as_json: bool) -> None:
    """List the customers who chose, or of whom the service's list says something."""
    with services.current().store.read() as transaction:
        register = customers.known(transaction, portal.code)
        known = sorted(register.values(), key=lambda each: each.number)
        standings = choices.of_customers(transaction, known)
    chosen = [
        (each, standings[each.id])
        for each in known
        if not each.is_removed and (standings[each.id].choice or each.channel)
    ]
    if as_json:
        console.say_json([_facts(*each) for each in chosen])
        return
    if chosen:
        console.table(
            ("Client", "Nom", "Envoi", "Depuis", "Qui", "Texte", "Preuve"),
            [(one.number, one.name, _words(now), *_told(now.choice)) for one, now in chosen],
            keep=(0, 2),
        )
        console.say()
    online = sum(now.channel is Channel.ONLINE for _, now in chosen)
    paper = sum(not one.is_removed for one in known) - online
    console.say(f"{console.count(online, 'client')} en ligne, {console.number(paper)} sur papier.")


def of_number(portal: Portal, number: str, *, as_json: bool) -> None:
    """List every choice of a customer, the newest first, and the texts that were agreed to."""
    with services.current().store.read() as transaction:
        one, now, made = choosing.of_number(transaction, portal, number)
        texts = rows.texts(transaction, {each.text_hash for each in made if each.text_hash})
    if as_json:
        console.say_json(_facts(one, now) | {"choix": [_for_programs(each) for each in made]})
        return
    console.say(f"Client {' '.join(filter(None, (one.number, one.name)))} : {_words(now)}.")
    if now.is_disputed:
        console.say("Ses lecteurs ne sont pas d'accord : le papier l'emporte.")
    if now.is_against_list:
        listed = choices.WORDS[now.listed]
        console.say(f"La liste du service dit « {listed} » : le choix du client l'emporte.")
    if made:
        console.say()
        console.table(
            ("Choix", "Quand", "Qui", "Texte", "Preuve"),
            [(_channel(each), *_told(each)) for each in made],
            keep=(0,),
            wrap=True,
        )
    for digest, text in texts.items():
        console.say(f"\nTexte {digest} :\n{text}")


def _channel(choice: Choice) -> str:
    return choices.WORDS[Channel.ONLINE if choice.is_online else Channel.PAPER]


def _words(now: Standing) -> str:
    return choices.WORDS[now.channel]


def _told(choice: Choice | None) -> tuple[Any, ...]:
    """When, who, which text, which proof."""
    if choice is None:
        return "", "la liste du service", "", ""
    return choice.at, choosing.who(choice), (choice.text_hash or "")[:SHORT], choice.note


def _facts(one: Known, now: Standing) -> dict[str, Any]:
    said = _for_programs(now.choice) if now.choice else {}
    return {
        "numero": one.number,
        "nom": one.name,
        "envoi": _words(now),
        "liste": choices.WORDS.get(one.channel, ""),
    } | said


def _for_programs(choice: Choice) -> dict[str, Any]:
    return {
        "choix": _channel(choice),
        "depuis": choice.at,
        "qui": choosing.who(choice),
        "texte": choice.text_hash,
        "adresse": choice.address,
        "preuve": choice.note,
    }
