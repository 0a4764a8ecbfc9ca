"""Intents by what their words are about, beside the set phrases of `phrases`: a figure that is the same, a bill that is owed.

Each group of words is one idea; an expression joins two or three of them, so that it fits sentences nobody wrote down.
"""

from __future__ import annotations

import re

from models.reply import Intent

_FIGURE = (
    r"(?:figures?|sums?|totals?|balances?|calculations?|workings?|number|answer|amounts?|maths|arithmetic|reconciliation|spreadsheet"
    r"|tal|tallene|beløbet|saldo(?:en)?|opgørelsen?)"
)
_MONEY = r"(?:money|funds?|balance|surplus|sum|amount|it|this|that|payment|transfer|refund|cheque|chq|penge(?:ne)?|beløbet|overskuddet)"
_PERSON = r"(?:client|person|lady|gentleman|man|woman|customer|individual|she|he|they|this one|mr|mrs|ms|miss|borgeren|personen|han|hun)"
_COST = (
    r"(?:wages?|salar(?:y|ies)|payroll|hmrc|paye|tax|ni|national insurance|pensions?|holiday(?: pay)?|back ?pay|sick(?:ness)?(?: pay| cover)?|redundanc(?:y|ies)"
    r"|agency|agencies|invoices?|bills?|respite|insurance|training|fees?|carers?|pas?|assistants?|overtime|mileage"
    r"|løn(?:nen)?|feriepenge(?:ne)?|skat(?:ten)?|a-skat|regning(?:en|er)?|bureauet|vikarbureauet|pension(?:en)?)"
)
_OWED = (
    r"(?:owed?s?|owing|due|unpaid|outstanding|arrears|to settle|to find|to (?:be )?pa(?:y|id)|to come|to follow|to go out|to clear|upcoming|coming up|booked|planned|expected|set aside|put aside"
    r"|reserved|ring-?fenced|held for|needed for|required for|saved for|kept for|tied up|taken up|accounted for|skylder|udestår|afventer|betales først|bruges til|ikke betalt)"
)
_NOT_YET = r"(?:(?:has|have|had|is|are|was|were) not (?:yet )?(?:been )?|not (?:yet )?|yet to (?:be )?)(?:paid|gone|going|come|collected|billed|invoiced|charged|received|taken|cleared|settled|deducted|processed|arrived)"
_HOME = r"(?:nursing home|care home|residential(?: care)?|hospital permanently|hospice|into (?:a )?(?:home|care))"
_MONTH = r"(?:january|february|march|april|may|june|spring|winter|autumn|last (?:year|quarter|month)|weeks? ago|months? ago|a while ago|januar|februar|marts|april|maj)"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


#: Intent, expression, as in `phrases.PHRASES`.
WORDINGS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (
        Intent.AGREE_FULL,
        _any(
            rf"\b(?:{_FIGURE}|sums|statement|that|it|all)\b.{{0,12}}\b(?:checks?|adds?|stacks?|ties?|squares?) (?:out|up|in|off)\b|\bspot on\b|\b(?:have|got|has) (?:it|this|that|them) (?:about |spot |all )?right\b|\babout right\b|\bright first time\b|\bcan not fault\b",
            r"\bwhat (?:we|i) (?:have|make it|get|got)(?: here)? (?:too|as well|also)\b|\bthe same (?:surplus|view|mind|opinion|result|conclusion)\b|\b(?:yours|your figures?|your balance|they|both|balances|figures)\b.{0,12}\b(?:alike|identical|agree|the same)\b|\bacceptable to (?:us|me)\b",
            rf"\bput\b.{{0,15}}£?\d.{{0,15}}\bon (?:the|our) (?:next )?(?:payment|bacs|pay) run\b|\bexpect £?\d|\bindforståede?\b|\b{_FIGURE} stemmer\b|\bkan (?:vi )?(?:nikke til|tiltræde|godkende)\b",
            r"\b(?:happy|content|satisfied|comfortable|pleased|fine|ok|okay) (?:with|about) (?:this|that|it|your|the|those|these)\b",
            rf"\b{_FIGURE}\b.{{0,20}}\b(?:look|looks|seem|seems|are|is|come|comes)\b.{{0,12}}\b(?:fine|good|right|ok|okay|correct|reasonable|in order|the same|sound)\b",
            rf"\b(?:make|makes|get|gets|come to|comes to|arrive at|have|reach)\b.{{0,8}}\bthe same(?: {_FIGURE})?\b|\bsame {_FIGURE}\b",
            rf"\bin line with\b|\bas (?:we|i) (?:have|had|make|see) it\b|\bour {_FIGURE} (?:match|matches|agree|agrees|tally|tallies)\b|\b{_FIGURE} agreed?\b",
            r"\b(?:authoris|authoriz|approv)\w+ (?:the |this |that |its? |a )?(?:return|repayment|refund|payment|transfer|release)\b",
            r"\bno (?:dispute|challenge|argument|complaint)\b|\bnot (?:contest\w*|disput\w*|challeng\w*)\b|\bnothing to (?:argue|dispute|challenge|query)\b",
            r"^(?:yes|ja)\b(?!.{0,20}\bno\b)|\b(?:yes|ja) to £?\d|\b(?:yes|ja) to the (?:amount|sum|figure)\b",
            r"\bwe would (?:be (?:minded|happy|content) to )?return\b|\bwould return\b",
            r"\b(?:stemmer|passer) (?:med|fint|helt)\b|\bsamme (?:tal|saldo|beløb)\b|\bingen indvendinger\b|\bbetaler\b.{0,30}\btilbage\b|\boverfører\b|\bser (?:rigtig|korrekt|fin)t? ud\b",
        ),
    ),
    (
        Intent.PAYMENT_ADVISED,
        _any(
            r"\b(?:did|made|sent) (?:that|this|the|your|it)\b.{0,15}\b(?:payment|transfer|refund|bacs)\b|\bdid (?:it|that|this) (?:today|this morning|yesterday)\b",
            r"\b(?:refund|repayment|payment|transfer|bacs)\b.{0,12}\b(?:was|is|has been|been) (?:processed|completed|actioned|released)\b(?!.{0,20}\bif\b)",
            r"\b(?:left|leaves|out of) our (?:bank|account)\b|\bin (?:today's|this morning's|yesterday's) (?:bacs|payment|bank) run\b",
            rf"\b{_MONEY}\b.{{0,25}}\b(?:went|gone) (?:out|through|off|over|across|to you|yesterday|today)\b|\bit went (?:yesterday|today|this morning)\b",
            r"\b(?:payment|transfer|bacs|chaps|faster payment|cheque|chq)\b.{0,30}\b(?<!be )(?<!being )(?:made|done|posted|completed|executed|went)\b(?! (?:if|when|once|until))",
            r"^\W*(?:bacs|chaps|fp|faster payment|chq|cheque)\W{1,3}\d{1,2}[/.-]\d",
            r"\b(?:just|now|today) (?:made|done|completed) (?:the|a|this|your) (?:payment|transfer)\b|\bsettled (?:today|this morning|yesterday|by)\b",
            r"\b(?:er|blev|har vi) (?:sendt|overført|betalt)\b|\bsendt i (?:dag|går)\b|\boverført i (?:dag|går)\b",
        ),
    ),
    (
        Intent.REQUEST_INVOICE,
        _any(
            r"\b(?:mind|please|kindly|about)\b.{0,8}\b(?:sending|raising|issuing|supplying|providing)\b.{0,15}\binvoice\b|\bmangler (?:en )?faktura\b|\bbeder om\b.{0,10}\bfaktura\b",
            r"\b(?:can|could|would|will|please|kindly)\b.{0,25}\b(?:bill|invoice) us\b|\b(?:an?|your|the|council) (?:sundry )?(?:debtor'?s? )?invoice\b.{0,30}\b(?:please|(?:to |can |could |would )be (?:raised|sent|issued)|needed|required|before|first)\b",
            r"\bcould an? invoice\b|\b(?:address|make out|direct)\b.{0,12}\binvoice\b|\bpay\b.{0,25}\b(?:against|on|from|with) (?:an? |the |receipt of an? )?invoices?\b|\bwithout an? invoice\b",
            r"\bas soon as (?:we|i) (?:have|get|receive)\b.{0,15}\binvoice\b|\bsomething to pay against\b|\binvoice required\b|\b(?:sundry )?debtor'?s? (?:invoice|account)\b.{0,12}\bplease\b",
            r"\b(?:mod|på|send|sender|få|uden) (?:en )?(?:faktura|regning)\b|\b(?:bruge|mangler) (?:en )?(?:faktura|regning)\b",
        ),
    ),
    (
        Intent.REQUEST_BANK_DETAILS,
        _any(
            r"\b(?:what|which) (?:bank )?details\b|\bsomewhere to pay\b|\bhow (?:do|should|can|shall|would) (?:we|i)\b.{0,12}\b(?:make the payment|pay (?:it|this|you)|send (?:it|the money)|transfer)\b|\bget (?:the|this|your) money (?:to|back to) you\b|\bkontonummer\b|\bhvor\b.{0,12}\b(?:sende|betale)\b.{0,12}\b(?:penge|beløb)",
            rf"\bwhere (?:would|should|do|shall|can|is|are)\b.{{0,30}}\b(?:{_MONEY})\b.{{0,15}}\b(?:sent|go|paid|returned|transferred|to)\b|\bwhere to\b$",
            r"\b(?:bacs|payment|banking|account|your|remittance) (?:details|particulars|information)\b(?! (?:have|has|are) chang)",
            r"\b(?:s/?code|s/c|sort ?code|sort)\b.{0,15}\b(?:a/?c|acc\w*|account|no|number)\b|\bacc(?:ount|t)? (?:number|no)\b",
            r"\b(?:who|whom)\b.{0,20}\b(?:cheque|payment)\b.{0,12}\b(?:out to|to|payable)\b|\b(?:confirm|advise|tell|let)\b.{0,25}\b(?:the|which|what|an) (?:bank )?account\b.{0,25}\b(?:repay\w*|pay|paid|refund|return|credit|transfer\w*)\b",
            r"\bset (?:you |the council |it )?up as a payee\b|\bset up (?:the|a|you) (?:payee|payment)\b|\bnumber of (?:your|the) bank\b",
            r"\b(?:kontonummer|kontooplysninger|registreringsnummer|bankoplysninger)\b(?!.{0,20}\b(?:nyt|ændret)\b)|\bhvor skal\b.{0,25}\b(?:penge|beløbet|hen)\b",
        ),
    ),
    (
        Intent.COMMITTED_FUNDS,
        _any(
            rf"\b{_COST} money\b|\b{_COST}\b.{{0,20}}\b(?:wants?|come first|comes first|first)\b",
            rf"\b(?:pending|upcoming|forthcoming|outstanding|unpaid|uncleared|future) (?:\w+ )?{_COST}\b|\bpayroll runs?\b.{{0,20}}\b(?:pending|to come|due|outstanding)\b|\b{_COST}\b.{{0,20}}\b(?:pending|payable|coming|comes? out|go(?:es)? out|leaves?|on (?:its|their) way|to be met|due)\b",
            rf"\b(?:putting|put|setting|set|keeping|kept|holding|hold|saving|saved)\b.{{0,15}}\b(?:by|aside|back|over|for|against)\b.{{0,25}}\b(?:{_COST}|carers?|training|staff|move|leave)\b|\b(?:outgoings|expenses|costs|payments|cheques|direct debits?)\b.{{0,25}}\b(?:not|yet)\b.{{0,15}}\b(?:through|cleared|gone|out|paid|taken|left)\b",
            rf"\b(?:pays?|paying|will pay|to pay|money|needed|meant|is) for (?:the |her |his |their |a |its )?(?:\w+ )?{_COST}\b|\bventer på\b.{{0,25}}\b{_COST}\b|\b{_COST}\b.{{0,20}}\b(?:ikke|endnu)\b.{{0,12}}\b(?:trukket|betalt|modtaget)\b",
            rf"\b{_COST}\b.{{0,60}}\b{_NOT_YET}\b|\b{_NOT_YET}\b.{{0,50}}\b{_COST}\b",
            rf"\b(?:still |also )?(?:owes?|owed|skylder|must pay|have to pay|has to pay|need to pay|needs to pay)\b.{{0,40}}\b{_COST}\b",
            rf"\b{_COST}\b.{{0,50}}\b{_OWED}\b|\b{_OWED}\b.{{0,40}}\b{_COST}\b",
            rf"\b(?:use[sd]? (?:this|it|that|the \w+) up|will use|use up|swallow\w*|absorb\w*|eaten up|cover)\b.{{0,40}}\b(?:{_COST}|this|it)\b.{{0,20}}",
            rf"\b(?:still|three|two|several|some|june|may|july|more) .{{0,15}}{_COST} (?:to (?:pay|settle|come|clear|go)|outstanding)\b",
            r"\b(?:is|are|been|all of this is|money is) (?:accounted for|spoken for|tied up|already allocated|already promised|earmarked)\b",
            r"\babout to be made redundant\b|\b(?:will be|was|is being) made redundant\b",
            rf"\b(?:mangler(?! at)|skal|kommer)\b.{{0,40}}\b{_COST}\b|\b{_COST}\b.{{0,30}}\b(?:mangler|skal|endnu)\b|\bskal bruges til\b",
        ),
    ),
    (
        Intent.DISPUTE_AMOUNT,
        _any(
            rf"\b(?:another|a different|different|other|lower|smaller) (?:{_FIGURE}|surplus|result)\b|\bnot (?:what|the \w+) (?:i|we) (?:have|make|get|got|see)\b|\b(?:are|is|be) (?:about |some |roughly )?£?\d[\d.,]* (?:over|too (?:much|high)|out|short|higher)\b|\bdouble[- ]?count\w*\b",
            r"\bmake it (?:rather |a lot |a bit |much |somewhat )?(?:less|lower|more|£?\d)|\bquestion (?:the|your|this|that)\b|\bnot (?:got|have|hold) (?:that|so|this) much\b|\bnot owe\b|\bnothing like (?:it|that|this)\b|\bnothing of the (?:kind|sort)\b|\bnot income\b|\bmust be (?:a mistake|an error|wrong)\b|\bnot (?:taken|take|knocked|counted) (?:off|out|in)\b|\bless than yours\b|\breconcile to\b.{0,20}",
            r"\b(?:mener|synes|tror) ikke\b.{0,30}\b(?:rigtig|passer|korrekt)|\bikke nikke til\b|\bsaldoen \d|\bhos os er saldoen\b",
            r"\b(?:only|just|kun)\b.{0,25}\b(?:have|has|hold|holds|got|is|are|har|står|stående)?\b.{0,12}£?\d[\d.,]*\d\b.{0,25}\b(?:in there|in the account|in it|left|there|stående|tilbage)\b|\b(?:we|i) only (?:have|hold)\b.{0,10}£?\d|\bthere is only £?\d|\bvi har kun\b",
            rf"\b{_FIGURE}\b.{{0,25}}\b(?:differ\w*|different|lower|smaller|less|out|off|forkert\w*|overstated|inflated|for højt|for høj)\b|\b(?:differ\w*|out|off) by £?\d",
            r"\b(?:left (?:out|off)|leaves? (?:out|off)|leaving out|omit\w*|missed (?:off|out)?|missing|overlooked|ignored?|forgot\w*|not (?:deducted|included|allowed for|taken off|counted))\b.{0,60}",
            rf"\bthe (?:correct|right|true|actual) {_FIGURE} (?:is|was|should)\b|\bshould not (?:be|have been) (?:in there|included|counted|there)\b|\b(?:can not|not able to) (?:make|get|bring) (?:this|that|it|the|your)\b.{{0,20}}\b(?:balance|agree|add up|work|figure|number|tie)\b",
            r"\bmore than (?:is|we have|there is|what is)\b|\b(?:re-?check|check again|look again at|revisit)\b.{0,20}|\blast year's statement\b",
            r"\bnot (?:happy|satisfied|comfortable|content) (?:with|about)\b|\bnot (?:correct|right|the one|the same)\b|\babsolutely not\b|\bfar too (?:much|high)\b|\bwe do not$|\bper our (?:ledger|books|records|system)\b.{0,20}£?\d",
            r"\bin our (?:system|books|ledger|records)\b.{0,15}£?\d[\d.,]*\d",
            r"\bikke genkende\b|\b(?:er|der er|en) fejl\b|\bfor (?:højt|meget)\b|\bandet tal\b|\bmangler at trække\b|\bpasser ikke\b|\bstemmer ikke\b|\bikke enig\w*\b",
        ),
    ),
    (
        Intent.DISPUTE_POLICY,
        _any(
            r"\btwo months'? money\b|\b(?:understood|told|believed|thought|agreed|led to believe)\b.{0,30}\b(?:more|months|weeks)\b.{0,25}\b(?:kept|keep|held|hold|retain\w*|back)\b|\b(?:larger|bigger|higher) reserve\b|\b(?:retention|reserve|float) (?:permitted|allowed)\b",
            r"\b(?:bigger|larger|higher|longer) (?:buffer|float|reserve|allowance|cushion)\b|\b(?:rules?|guidance|guidelines?|agreement|terms)\b.{0,40}\b(?:allow|allows|permit|permits|let|lets)\b.{0,30}\b(?:held|hold|keep|kept|more|retain\w*)\b",
            r"\b(?:should|ought|meant|supposed) to be (?:based )?(?:on )?(?:the )?gross\b|\bmonths?'? (?:money|worth|payments?) (?:in hand|in reserve|kept|can)\b|\bkeep two months\b",
        ),
    ),
    (
        Intent.CLIENT_DECEASED,
        _any(
            r"\bis no more\b|\b(?:client|person|lady|gentleman|he|she|mr|mrs)\b.{0,12}\bdied\b|\bhandling (?:the|his|her) (?:estate|affairs) after\b",
            rf"\b{_PERSON}\b(?: \w)?.{{0,12}}\b(?:has |had )?(?:sadly |unfortunately |recently )?passed(?: (?:last|on the|at the|yesterday|this|in (?:january|february|march|april|may|june|july|hospital)|peacefully|over)\b|$|[.,])",
            r"\bdec'?d\b|\b(?:his|her|their|the) death\b|\b(?:is|be|been|was) deceased\b|\bsadly passed\b|\bpassing\b|\bend of (?:his|her) life\b|\b(?:we|they|family|just|sadly|have|has) lost (?!the |this |that |your |our |my |a |an |any |all |touch|contact|track|sight|money|it|access)\w+|\bthe death of\b|\bthe executors?\b|\bskifteretten\b|\bboet\b",
        ),
    ),
    (
        Intent.TRANSFERRED,
        _any(
            r"\b(?:switched|changed|swapped|moved) (?:providers?|compan(?:y|ies)|bureaus?|payroll|organisations?)\b|\b(?:someone|somebody) else (?:holds|has|looks|manages|runs|does)\b|\bnot (?:look after|support|manage|run) (?:him|her|them|this \w+) any ?(?:more|longer)\b|\bpassed (?:her|him|them|the account|\w+ affairs) (?:on )?to (?!you|my|our|the manager|accounts)\w+|\bbureau har overtaget\b|\bhar overtaget\b",
            r"\b(?:another|a different|different|a new|new|other|some other) (?:provider|company|bureau|firm|organisation|payroll|outfit|charity|lot|team|people)\b.{0,40}\b(?:took|taken|has|have|had|now|since|from|deals?|does|do|looks?|runs?)\b|\b(?:account|case|client|affairs|funds|management|engagement|contract)\b.{0,30}\b(?:passed|novated|assigned|handed|given) to (?!you|the council|our|accounts|my|the manager)\w+",
            r"\btransferred out\b|\b(?:gone|went|going) (?:with|to) (?:somebody|someone|another|a different|a new)\b|\b(?:took|taken) (?:this client|her|him|them|the account|it) on\b|\bnew provider\b",
            r"\bthey have had this (?:account|client|case)\b|\bleft us for\b|\bnow (?:with|at) [a-z]+ (?:accounts|payroll|support|services|care)\b|\b(?:changed|moved|switched) to (?:an?)?other\b|\boverført til (?:en )?(?:ny|anden)\b|\bovertaget af\b",
        ),
    ),
    (
        Intent.ACCOUNT_CLOSED,
        _any(
            r"\boff-?boarded\b|\b(?:support|work|contract|engagement|involvement|services?) (?:with|for|in respect of)?.{0,25}\b(?:ended|finished|concluded|came to an end|ceased)\b|\bno longer (?:has|have|gets?|receives?) (?:a )?direct payments?\b|\bended our (?:work|support|contract|service)\b|\bstopped having direct payments?\b|\bshut the account\b|\bikke længere\b",
            rf"\b{_PERSON}\b.{{0,40}}\b{_HOME}\b|\bwent into (?:a |an )?(?:\w+ )?(?:home|care)\b",
            r"\b(?:direct payments?|package|support|service|agreement|contract|account|a/c)\b.{0,30}\b(?:ended|stopped|ceased|finished|terminated|was shut|been shut|is shut|closed|ophørt|lukket)\b",
            r"\bno longer (?:hold|have|run|manage|operate)\b.{0,30}|\bcame off direct payments?\b|\bnot active since\b|\b(?:zero|nil) bal(?:ance)?\b|\bdormant\b|\baccount terminated\b",
        ),
    ),
    (
        Intent.NOT_OUR_CLIENT,
        _any(
            r"\b(?:the |got the )?right (?:organisation|provider|company|people|office)\b|\b(?:nobody|no one|no-one|not anyone|noone)\b.{0,20}\b(?:with us|here|like that|of that)\b|\b(?:id|number|reference)\b.{0,12}\bnot exist\b|\bnot have any(?:one|body) of\b|\bmisdirected\b|\bno engagement with\b|\bunknown to (?:me|us|this)\b",
            r"\b(?:meant|intended) for (?:some(?:one|body) else|another|a different)\b|\bno trace\b|\b(?:another|other) (?:company|provider|organisation|bureau)'?s client\b|\bnot (?:one|someone|somebody|anyone) (?:we|of ours|i)\b",
            r"\bno (?:record|records|file|files|history|knowledge|details) (?:of|for|on|relating to|about) (?:this|that|the|any|them|him|her|such)\b|\b(?:nobody|no one|no-one|not (?:have )?any(?:one|body)) (?:with|by|of|under|called)\b|\bring (?:a|any) bell",
            r"\bnot (?:one )?of ours\b|\bno client (?:by|of|with|under) (?:this|that)\b|\b(?:can not|not able to|could not) (?:find|trace|see) (?:them|him|her|this|that|any)\b(?! (?:payment|money|amount|invoice|letter|email|figure|problem|issue|reason|difficulty))",
            r"\bwrong provider\b|\bnever (?:had|heard of)\b|\bnot (?:somebody|someone) we\b|\bfindes ikke\b|\bikke vores (?:borger|kunde)\b|\bkender (?:vi )?ikke\b|\bnot appear on\b",
        ),
    ),
    (
        Intent.ALREADY_RETURNED,
        _any(
            r"\b(?:received|had|did|sorted|dealt with)\b.{0,25}\b(?:this|it|that|out|one)?\b.{0,8}\bin (?:january|february|march|april|may|june)\b|\bdid this one\b|\b(?:january|february|march|april|may|june) receipts\b|\b(?:before|at) easter\b|\bfor længe siden\b|\bwas repaid\b|\bremitted to you on\b",
            rf"\b(?:went|gone|came|goes) back (?:to (?:you|the council)|on \d|in {_MONTH})\b|\b(?:sent|paid|repaid|returned|refunded|settled|dealt with|transferred|sendt tilbage|betalt tilbage)\b.{{0,40}}\b{_MONTH}\b",
            r"\b(?:records?|ledger|books) shows? (?:it|this|that|them) as (?:returned|repaid|paid|sent|refunded)\b|\bcheck your (?:bank|records)\b|\bthought we had (?:settled|paid|returned|repaid)\b|\b(?:believe|think) (?:this|it|that) (?:was|has been) (?:re)?(?:paid|turned|funded)\b",
            r"\byou(?:'ve| have)? (?:already )?had (?:this|it|that|the) money\b|\bfrom us\b.{0,15}\bbacs of\b|\btilbage i (?:januar|februar|marts|april|maj|juni)\b",
        ),
    ),
    (
        Intent.STATEMENT_ATTACHED,
        _any(
            r"\b(?:stmts?|statements?|report|ledger|summary|income and expenditure)\b.{0,20}\b(?:att|attd|attached|enclosed|enc|herewith|below)\b|\b(?:find|see|here (?:is|are)|sending|enclosing|attaching)\b.{0,30}\b(?:statements?|stmts?|i&e|expenditure report|bank statement)\b",
            r"\bstatement (?:that )?you (?:asked|wanted|requested|needed)\b",
        ),
    ),
    (
        Intent.QUERY,
        _any(
            r"\bnot clear (?:what|how|why|which|whether|if)\b|\bplease set out\b|\bplease (?:tell|show) (?:me|us)\b",
            r"\b(?:do|did) not (?:follow|understand|see) (?:how|what|why|the|this|your)\b|\b(?:please|could you|can you) (?:explain|clarify|break down)\b|\bsend (?:me|us) (?:the|a) (?:breakdown|workings)\b|\bplease (?:advise|confirm|state|specify|outline|say|let (?:me|us) know)\b.{0,12}\b(?:what|which|how|why|when|whether|if|who)\b",
        ),
    ),
    (
        Intent.BANK_CHANGE,
        _any(
            r"\bnew (?:payment|bank|banking|account) (?:details|numbers?|account)\b|\b(?:our other|another) account\b|\bswitched banks\b|\bbanking arrangements\b.{0,15}\bchanged\b",
            r"\bpay(?:ments?)?\b.{0,20}\b(?:at|to|into) (?:another|a different|a new|our new) (?:bank|account)\b|\bour (?:account|sort code|bank|account number)\b.{0,15}\b(?:is|are) now\b|\bnew (?:bank|banking|sort code)\b|\bbank with (?:somebody|someone|another)\b|\bnyt kontonummer\b",
            r"\b(?:use|using) (?:these|the following|the new|the attached|our new) (?:bank )?(?:details|account)\b",
        ),
    ),
)
