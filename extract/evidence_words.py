"""What each name of evidence means, for people: English and Danish."""

from __future__ import annotations

from collections.abc import Mapping

#: Name of evidence: what it says, in English and in Danish.
MEANINGS: Mapping[str, tuple[str, str]] = {
    "label-strong": ("a label that names just this field", "en ledetekst, der netop nævner dette felt"),
    "label-fair": ("a label that usually names this field", "en ledetekst, der som regel nævner dette felt"),
    "label-weak": ("a label that may name other things too", "en ledetekst, der også kan betyde andet"),
    "label-generic": ("a label that says little", "en ledetekst, der siger lidt"),
    "title": ("it stands behind the title of the document", "det står efter dokumentets titel"),
    "right": ("it stands right of its label", "det står til højre for ledeteksten"),
    "below": ("it stands below its label", "det står under ledeteksten"),
    "far": ("it stands far from its label", "det står langt fra ledeteksten"),
    "block": ("it stands in the block of text under its label", "det står i tekstblokken under ledeteksten"),
    "top": ("it stands at the head of the page", "det står øverst på siden"),
    "shape-strict": ("it has exactly the shape of such a value", "det har netop den form, sådan en værdi har"),
    "checksum": ("its check digit is right", "kontrolcifret passer"),
    "checksum-fails": ("its check digit is wrong", "kontrolcifret passer ikke"),
    "shape-odd": ("it does not look like such a value", "det ligner ikke sådan en værdi"),
    "ambiguous": ("the number can be read in two ways", "tallet kan læses på to måder"),
    "no-year": ("the date has no year", "datoen har intet år"),
    "closes": ("net, tax and total agree", "netto, moms og total stemmer"),
    "closes-partly": ("total, prepaid and payable agree", "total, forudbetalt og at betale stemmer"),
    "fails": ("the printed sums do not agree", "de trykte summer stemmer ikke"),
    "alone": ("nothing else was a candidate", "intet andet kom i betragtning"),
    "rivals": ("another value was nearly as likely", "en anden værdi var næsten lige så sandsynlig"),
    "repeated": ("the same value stands elsewhere too", "samme værdi står også et andet sted"),
    "shared": ("one printed sum stands for two fields", "én trykt sum står for to felter"),
    "sums": ("the lines add up to a printed sum", "linjerne giver en trykt sum"),
    "multiplies": ("quantity times price is the amount", "antal gange pris er beløbet"),
    "contested": ("another number stands under the same heading", "et andet tal står under den samme overskrift"),
    "multiplies-not": ("quantity times price is not the amount", "antal gange pris er ikke beløbet"),
    "column": ("it stands under the heading of its column", "det står under kolonnens overskrift"),
    "no-header": ("the table has no heading", "tabellen har ingen overskrift"),
    "continued": ("the row goes on from the one above", "rækken fortsætter fra den ovenover"),
    "company-form": ("it ends as the names of companies do", "det ender, som firmanavne gør"),
    "largest": ("its letters are the largest of the head", "bogstaverne er de største i hovedet"),
    "beside-number": ("a company number stands beside it", "et firmanummer står ved siden af"),
    "over-number": ("it stands over a company number", "det står over et firmanummer"),
    "sender-line": ("it begins the line over the window of the envelope", "det begynder linjen over kuvertens rude"),
    "buyer-near": ("it stands in the address of the buyer", "det står i købers adresse"),
    "authority": ("it is the name of an authority", "det er navnet på en myndighed"),
    "unlabelled": ("no label stands beside it", "ingen ledetekst står ved det"),
    "prose": ("it is a sentence", "det er en sætning"),
    "street": ("it is a street and a house number", "det er en vej og et husnummer"),
    "another-seller": ("another company stands beside a seller's numbers", "et andet firma står ved en sælgers numre"),
    "ocr": ("it was read by eye", "det er læst med OCR"),
    "ocr-doubt": ("the reading by eye was doubtful", "OCR var i tvivl"),
    "engine-sure": ("the reading by eye was sure", "OCR var sikker"),
    "engine-fair": ("the reading by eye was fairly sure", "OCR var ret sikker"),
    "engine-doubt": ("the reading by eye was doubtful", "OCR var i tvivl"),
    "engine-poor": ("the reading by eye was poor", "OCR læste dårligt"),
    "read-once": ("it has no check digit and was seen in one place only", "det har intet kontrolciffer og er kun set ét sted"),
    "agrees": ("another value on the document says the same", "en anden værdi på dokumentet siger det samme"),
    "agrees-not": ("another value on the document says otherwise", "en anden værdi på dokumentet siger noget andet"),
    "counts": ("the quantity is as long as the period", "antallet svarer til perioden"),
    "counts-not": ("the quantity does not fit the period", "antallet passer ikke til perioden"),
    "whole": ("the period is whole months or weeks", "perioden er hele måneder eller uger"),
    "near-issue": ("the period lies near the date of the document", "perioden ligger nær dokumentets dato"),
    "far-from-issue": ("the period lies far from the date of the document", "perioden ligger langt fra dokumentets dato"),
    "everywhere": ("every line names a person", "hver linje nævner en person"),
    "gaps": ("some lines name no person", "nogle linjer nævner ingen person"),
    "fails-check": ("a check that it is part of does not hold", "en kontrol, som det indgår i, holder ikke"),
    "home": ("it is the currency of the country", "det er landets valuta"),
    "in-order": ("the due date follows the date of the document", "forfaldsdagen ligger efter dokumentets dato"),
    "clear": ("the kind of document is clear", "dokumentets art er klar"),
    "narrow": ("the kind of document is hardly told from another", "dokumentets art er svær at skelne fra en anden"),
    "numbered": ("the document has a number", "dokumentet har et nummer"),
    "untitled": ("no title says the kind; a word for it only stands in a text or a list", "ingen titel siger arten; et ord for den står kun i en tekst eller en liste"),
    "credits-another": ("it names an invoice that it credits, as an invoice does not", "det nævner en faktura, som det krediterer, hvad en faktura ikke gør"),
    "own-title": ("its title is one that only this kind bears", "titlen er en, kun denne art bærer"),
    "worded": ("the wording of the document says the same kind", "dokumentets ordlyd siger samme art"),
    "worded-otherwise": ("the wording of the document says another kind", "dokumentets ordlyd siger en anden art"),
    "itemised": ("every line is specified", "hver linje er specificeret"),
    "no-lines": ("no lines were found", "der blev ikke fundet linjer"),
    "table-sums": ("the table adds up", "tabellen går op"),
    "table-fails": ("the table does not add up", "tabellen går ikke op"),
    "table-open": ("no sum for the table is printed", "der er ikke trykt en sum for tabellen"),
    "accounted": ("every sum on the pages was accounted for", "alle beløb på siderne er gjort rede for"),
    "unaccounted": ("a sum on the pages was not accounted for", "et beløb på siderne er ikke gjort rede for"),
    "remembered": ("supplier memory says that it stands here (approved)", "leverandørhukommelsen siger, at det står her (godkendt)"),
    "layout-known": ("the layout is known from the supplier's earlier documents", "opstillingen kendes fra leverandørens tidligere dokumenter"),
}  # fmt: skip


def meaning(name: str, language: str = "en") -> str:
    """Say what a name of evidence means; a name without words is said as it is.

    >>> meaning("sums", "da"), meaning("no such name")
    ('linjerne giver en trykt sum', 'no such name')
    """
    english, danish = MEANINGS.get(name, (name, name))
    return danish if language == "da" else english
