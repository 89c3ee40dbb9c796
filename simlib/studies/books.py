"""Books made from others, for questions about concentration."""

from __future__ import annotations

from dataclasses import replace

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.errors import InputError


def with_largest_at(book: Book, share: float) -> Book:
    """Return the book with its largest account rescaled to a share of the revenue.

    Parameters
    ----------
    book : Book
    share : float
        Of the new total, between 0 and 1. Below the size of the second-largest account that one
        becomes the largest: the others are left as they are.

    Raises
    ------
    InputError
        For an impossible share, or a book of one account.
    """
    if not 0 < share < 1 or len(book.accounts) < 2:
        raise InputError("not a share of two accounts or more", value=share, allowed="0 to 1")
    largest = max(book.accounts, key=lambda account: account.annual_revenue)
    others = book.annual_revenue - largest.annual_revenue
    rescaled = replace(largest, annual_revenue=others * share / (1 - share))
    accounts = tuple(rescaled if each is largest else each for each in book.accounts)
    told = f"{book.source}; largest account rescaled to {100 * share:g} % of revenue"
    return replace(book, accounts=accounts, source=told)


def with_share_of_rep(book: Book, rep: str, share: float) -> Book:
    """Return the book with a rep's largest account at a share of what he owns, which stays."""
    client = largest_of_rep(book, rep)
    total = sum(account.annual_revenue for account in book.accounts if account.owner == rep)
    others = total - client.annual_revenue
    if not 0 < share < 1 or others <= 0:
        raise InputError("not a share of two accounts or more", value=share, allowed="0 to 1")

    def rescaled(account: Account) -> Account:
        if account.owner != rep:
            return account
        part = share if account is client else (1 - share) * account.annual_revenue / others
        return replace(account, annual_revenue=part * total)

    return replace(book, accounts=tuple(rescaled(account) for account in book.accounts))


def largest_of_rep(book: Book, rep: str) -> Account:
    """Return the largest account of a rep."""
    owned = [account for account in book.accounts if account.owner == rep]
    if not owned:
        raise InputError("a rep without accounts", value=rep)
    return max(owned, key=lambda account: account.annual_revenue)
