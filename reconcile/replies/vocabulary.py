"""The words an answer may consist of when it is to advance without a person.

Whatever is said in other words was not understood, and what was not understood does not move money: "somebody in your
office agreed it", "ignore my earlier mail", "will return your call" all hold a word that is not here.
"""

from __future__ import annotations

import re

from reconcile.replies.entities import AMOUNT, DATE, PAYMENT_REFERENCE

#: Grammar.
SMALL = """
a an the this that these it its it's is are be been being was am i'm i we we're we've i've our us you your yours he she his her they them their
to of for from with by on in at as and or so then now when which who all both each every there here up out off back over per via under into through
will shall have has had do does can may i'll we'll you'll that's there's
jeg vi det den de er en et og på til i fra med af for som har bliver blive vil kan som os jer dig din jeres vores så
""".split()  # noqa: SIM905 - a list of words is read more easily as words
#: What agreements, payments and requests for invoices are made of.
PLAIN = """
agree agreed agreement accept accepted approve approved confirm confirmed confirming happy content pleased fine ok okay yes yep right correct good
return returned returning repay repaid repayment refund refunded pay paid payment paying send sending sent remit remitted remittance reimburse
transfer transferred recover recovered recovery release released arrange arranged process processed processing schedule scheduled make made done
amount sum surplus balance balances total figure figures calculation calculated excess overpayment money funds full whole entire gross due
bacs chaps faster payment payments bank cheque run account accounts client person ref reference quoting quote number no city council council's authority
today tomorrow morning afternoon yesterday week weeks commencing next day days date month end monday tuesday wednesday thursday friday
january february march april may june july august september october november december shortly soon
invoice invoices raise raised issue issued provide provided need needed require required requires please kindly can could would let know po order purchase
settle settled finance team department office treasurer auditors trustees bookkeeper regulations allow system order valid tax upfront against upon receipt
before without only through them get that's
objection objections problem problems no any has dear thanks thank you many very much regards kind sir madam colleague colleagues
confirm hereby letter dated your advise advised just following further to our reconciliation records ledger reconciled match matches tally tallies ties
checked reviewed looked look at see attached below above period quarter ended ending stated shown requested scheduled value line lines direct dp payroll bureau
differences discrepancies queries advice sales go going come comes fri mon tue wed thu thats thankyou must bill hello position my write fair enough take confirmation re addressed provide quoted recover ours godkender godkendt betaler accepterer
one two three four part per listed list each people clients accounts rows following straight away looks look work works out same tied
enige enig godkendt godkendes beløb beløbet overskud overskuddet overskuddet returneret returneres retur tilbage tilbagebetalt tilbagebetales betaler
betalt betales betaling betalingen sendt sender sendes overført faktura fakturaen send sende fremsend venligst skal bruge kunne betale dag uge denne næste
fredag juli juni august reference opgørelsen opgørelse tallene tal kontrolleret hele fulde i orden helt fint bogføre ved betalingskørsel gennemført dags dato lige
pengene
""".split()  # noqa: SIM905 - as above
ALLOWED = frozenset((*SMALL, *PLAIN))
#: A greeting at the beginning: nothing in it matters.
GREETING = re.compile(
    r"\A\W{0,4}(?:dear|hi(?:ya)?|hello|good (?:morning|afternoon|evening)|morning|hej|kære|til rette vedkommende)\b[^\n.!?,;:]{0,40}[,.!\n]",
    re.IGNORECASE,
)
#: From here on it is a signature.
FAREWELL = re.compile(
    r"(?:^|\n|[.!,] )\W{0,3}(?:(?:kind|best|warm|many) (?:regards|wishes)|warmest (?:wishes|regards)|regards|rgds|yours (?:faithfully|sincerely|truly)|sincerely|"
    r"best|cheers|many thanks|thanks|thank you|with thanks|(?:med )?venlig hilsen|mvh|vh|hilsen|sent from)\b[,.! ]{0,3}(?:[^\n.!?;:£\d]{0,80})?(?:\n[^£]*)?\Z",
    re.IGNORECASE,
)
#: Whole sentences that mean nothing for money.
PLEASANTRY = re.compile(
    r"\b(?:hope (?:you|this|all)[^.!?\n]{0,60}|have a (?:lovely|nice|good|great)[^.!?\n]{0,30}|thank(?:s| you) for (?:your|the) (?:letter|e-?mail|patience|message)[^.!?\n]{0,40}"
    r"|(?:sorry|apologies) for the delay[^.!?\n]{0,30}|take care|lovely to hear from you|(?:sorry )?rushing)(?=[.!?\n]|\s-\s|$)",
    re.IGNORECASE,
)
WORD = re.compile(r"[a-zæøå]+(?:'[a-z]+)?", re.IGNORECASE)


def unknown_words(text: str) -> list[str]:
    r"""Return the words of an answer that are not among the plain ones, without greeting, farewell, sums and dates.

    >>> unknown_words("Hi Karen, agreed, £1,085.02 will be returned by BACS on 20 July.\nKind regards\nLisa")
    []
    >>> unknown_words("Somebody in your office agreed £1,085.02 on our behalf.")
    ['somebody', 'behalf']
    """
    plain = FAREWELL.sub(" ", GREETING.sub(" ", text[:4000]))
    plain = PLEASANTRY.sub(" ", plain)
    for pattern in (PAYMENT_REFERENCE, DATE, AMOUNT):
        plain = pattern.sub(" ", plain)
    return [word for word in (found[0].lower() for found in WORD.finditer(plain)) if word not in ALLOWED and len(word) > 1]
