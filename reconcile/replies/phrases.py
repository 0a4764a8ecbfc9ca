"""The phrases by which each intent is known, as data. All run on one plain clause (`normalise.clauses`), first fits count."""

from __future__ import annotations

import re

from models.reply import Intent


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


NEGATION = _any(
    r"\b(?:not|never|no|nor|neither|nothing|nobody|none|without|refuse[sd]?|decline[sd]?|nowhere|disagree[sd]?|disput\w+)\b",
    r"\b(?:ikke|aldrig|intet|ingen|uenig\w*)\b",
)
#: Negations that say nothing against: taken out before looking for the others.
HARMLESS_NO = _any(
    r"\bno (?:objections?|problems?|worries|differences?|difficult(?:y|ies)|issues?|need|later|arguments?|queries|discrepanc\w+|comments?)\b",
    r"\b(?:account|acc|ref|reference|ticket|order|po) no\b\.?",
    r"\bnot a problem\b|\b(?:nothing|nowt|not anything) wrong with\b|\bnot (?:later than|only)\b",
    r"\bwithout (?:prejudice|admission|delay|further ado|hesitation|exception)\b|\bno doubt\b|\bno (?:reason|qualms|quarrel)\b",
    r"\b(?:do|can) not see any (?:problem|difficulty|reason|issue)s?\b|\bdo not have any (?:problem|objection|issue)s?\b|\bcan not fault\b",
    r"\bno (?:disputes?|challenges?|complaints?)\b|\bnot (?:contest\w*|disput\w*|challeng\w*)\b|\bnothing to (?:argue|dispute|challenge|query|add)\b",
    r"\bingen (?:indvendinger|problemer|bemærkninger)\b",
)
#: Words that make an agreement depend on something, or leave it open.
CONDITION = _any(
    r"\b(?:if|unless|subject to|provided|providing|once|until|till|pending|in principle|depend\w*|condition\w*|whether|as long as|assuming)\b",
    r"\b(?:would|could|might|maybe|perhaps|probably|possibly|think|believe|guess|minded|hopefully|presumably|consider\w*|propos\w+)\b",
    r"\b(?:however|although|though|except|but|apart from|other than|checking|to check|check with|wait\w*|look into|querying|unsure|yet|under protest|draft|about to|going to be|were going to|was going to|had we|had the|on condition)\b",
    r"(?<!\d )(?<!in )(?<!of )\bmay\b(?! \d| 20)",
    r"\b(?:hvis|såfremt|medmindre|måske|forudsat|afventer|afvente|undersøg\w*|tror|men|dog|når)\b",
)
#: Words that say the sum asked for is meant whole.
WHOLE = _any(
    r"\bin full\b",
    r"\b(?:full|whole|entire|total) (?:amount|sum|balance|surplus)\b",
    r"\ball of it\b",
    r"\bthe (?:surplus|sum|amount|balance) (?:as )?(?:calculated|stated|requested|shown|quoted)\b",
    r"\bhele (?:beløbet|overskuddet|summen)\b",
    r"\bfulde beløb\b",
)
#: In a row beside a reference, a bare word is an answer.
ROW_YES = _any(r"^\W*(?:yes|ok|okay|agreed?|correct|confirmed|accepted|approved|fine|ja|enig|godkendt)\b")
RETURN_VERB = r"(?:return|repay|refund|pay(?: back)?(?! (?:for|without|you a)\b)|send(?: back)?|give back|remit|reimburse|release|let you have|recover)"

RETURNED = r"(?:returned|repaid|refunded|recovered|sent back|paid back|given back|reimbursed)"
HELD_FOR = (
    r"hmrc|paye|tax(?:es|man)?|national insurance|ni|redundanc(?:y|ies)|redundant|holiday (?:pay|accrual|money)|notice(?: pay)?|pensions?|wages|salar(?:y|ies)|"
    r"agenc(?:y|ies)|bills?|invoices|agency invoice|respite|liabilit(?:y|ies)|final pay|sick pay|payroll|accruals?"
)
HELD = (
    r"due|owed|owing|held|hold(?:ing)?|hang on to|retain(?:ed|ing)?|reserv(?:ed|e|ing)|commit(?:ted|ment|ments)|set aside|still to come|waiting|keep(?:ing)?|kept|"
    r"outstanding|unpaid|await(?:ing|ed)?|not yet|earmarked|need(?:ed|s)?|spoken for|provision|to be met|to cover|to come out|put by|allocated|accrued|accruals|cover|left where|met from|stays?|billed|fall due"
)

#: Intent, expression. A clause may show several intents; `read` weighs them.
PHRASES: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (
        Intent.BANK_CHANGE,
        _any(
            r"\b(?:sort code|account number|account details|bank details|bank account)\b.{0,40}\b(?:chang\w*|different|new ones?|moved|moving|will be)\b",
            r"\b(?:changed|switched|moved|moving|changing) (?:our |to a new |to another )?bank\b",
            r"\b(?:new|changed?|change of|change to our|different|updated?|moved|switched|amended?)\b.{0,40}\b(?:banks?|banking|bank details|sort code|account number|account details)\b",
            r"\bbank(?:ing)?\b.{0,40}\b(?:has|have|is|are|been)?\s?(?:changed|changing|moved|amended|updated)\b",
            r"\b(?:update|amend|change)\b.{0,40}\b(?:records?|system)\b.{0,60}\b(?:bank|details|sort code|new account)\b",
            r"\bnew (?:bank )?account\b",
            r"\b(?:nyt kontonummer|ny bank|ny konto|nye kontooplysninger|skiftet bank)\b",
        ),
    ),
    (
        Intent.CLIENT_DECEASED,
        _any(
            r"\blost our client\b|\b(?:the|her|his) estate\b|\bestate is\b",
            r"\b(?:did not come home|no longer alive|lost (?:his|her) life|a death\b.{0,20}\bclient)",
            r"\b(?:died|deceased|dead|passed away|passed on(?! (?:the|your|this|that|it|our|his|her|their|to|a|all)\b)|rip|passing of|death of|departed this life|bereave\w*|funeral|probate)\b",
            r"\br\.i\.p\b",
            r"\bpassed \d{1,2}(?:st|nd|rd|th)? ",
            r"\bthe late (?:mr|mrs|ms|miss)\b|\blate (?:mr|mrs|ms|miss)\b",
            r"\b(?:executors?|personal representatives?)\b",
            r"\blost (?:him|her)\b",
            r"\b(?:afgået ved døden|er død|døde|gået bort|død|begravelse\w*|dødsbo|dødsfald)\b",
        ),
    ),
    (
        Intent.NOT_OUR_CLIENT,
        _any(
            r"\b(?:nobody|no one|no-one) (?:here )?(?:knows|has heard of|recognises)\b",
            r"\bno (?:such )?(?:client|person|individual|account)\b.{0,20}\b(?:with|by|under|of) (?:this|that)\b|\bno such (?:client|person|individual)\b",
            r"\b(?:do|does) not (?:appear|feature|belong|exist)\b",
            r"\bkan ikke finde (?:borgeren|personen|ham|hende|vedkommende)\b|\bikke (?:hos os|i vores system)\b",
            r"\bwho is this\b.{0,10}\b(?:person|client)\b",
            r"\bnot (?:a |one of )?(?:our client|ours|our clients?|a client|known|someone we|somebody we|anyone we)\b",
            r"\bno record of\b|\bunknown (?:here|to us|client|person)\b|\bmisdirected\b",
            r"\bnot (?:able to |been able to )?(?:find|trace|locate|identify|recogni[sz]e)\b.{0,60}\b(?:client|person|individual|records?|system|number|name|them|him|her|anyone|anybody|above|reference|tenant)\b",
            r"\b(?:do|does) not (?:know|recogni[sz]e|support|have|look after)\b.{0,25}\b(?:person|client|individual|anybody|anyone|them|him|her|one)\b",
            r"\bnever (?:had|heard of|been|supported)\b.{0,40}",
            r"\bnot (?:on|in) our (?:books|system|list|records)\b",
            r"\bwrong (?:people|provider|organisation|company|place)\b|\b(?:somebody|someone) else's (?:letter|client)\b",
            r"\b(?:kender ikke|ikke en af vores|ikke vores|ikke kunde hos|ukendt)\b",
        ),
    ),
    (
        Intent.TRANSFERRED,
        _any(
            r"\b(?:is|are) with (?!us\b|you\b|our\b|the\b)\w+ \w+.{0,20}\b(?:now|these days|since)\b",
            r"\b(?:chose|chosen|has|have|found|using|got|picked|went with) (?:a |an )?(?:different|new|another|alternative) (?:provider|company|payroll|bureau|organisation)\b",
            r"\b(?:balance|money|everything|funds|it all)\b.{0,25}\b(?:went|gone|moved)\b.{0,15}\b(?:with (?:him|her|them)|across|over to)\b",
            r"\b(?:looked after|managed|run|supported|handled) by (?!us\b|you\b|the council)\w+.{0,30}\b(?:since|from)\b",
            r"\bny udbyder\b|\bnyt (?:firma|bureau)\b",
            r"\b(?:moved|transferred|switched|gone|went|goes|going|handed|hand|left us for|changed)\b.{0,40}\b(?:provider|company|bureau|accounts|organisation|firm|elsewhere)\b",
            r"\b(?:moved|switched|gone|went) (?:over |across )?to (?!you\b|your\b|our\b|the (?:council|authority|bank|post|tax)|a savings|hmrc|press|print|hospital|pay|be\b|live|bed)\w",
            r"\b(?:taken over|assumed|now managed|now supported|now looked after|now run) by\b|\bnow with (?!you\b|our\b|us\b|the (?:bank|council))\w+|\bhanded over to (?!you\b)",
            r"\b(?:client|employer|person|lady|gentleman|she|he|they)\b.{0,30}\b(?:transferred|moved|switched) (?:over )?to\b",
            r"\b(?:with|using|by) (?:another|a different|an alternative|a new) (?:payroll )?(?:provider|company|bureau|firm)\b",
            r"\bmoney went with (?:her|him|them)\b|\b(?:balance|funds) (?:was |were |of .{0,15} )?transferred\b",
            r"\b(?:flyttet til|skiftede til|skiftet til|anden udbyder|andet firma|overført dertil)\b",
        ),
    ),
    (
        Intent.ACCOUNT_CLOSED,
        _any(
            r"\ba/c\b.{0,20}\bclosed\b|\bwe closed\b|\bnil bal\b|\b(?:closed|ended|terminated)\b.{0,20}\b(?:agreement|engagement|service|account)\b|\b(?:agreement|engagement|service)\b.{0,30}\b(?:ended|terminated)\b",
            r"\baccount\b.{0,40}\bclosed\b|\bclosed (?:in|on|down|the account|this account|with us|since)\b|\bshut (?:that|the|this) account\b",
            r"\bno longer (?:with us|a client|supported|on our books)\b|\bceased using\b|\bnil balance\b",
            r"\bstopped (?:looking after|supporting|managing)\b|\bhold no funds\b|\bwound up\b",
            r"\b(?:lukket|ophørt|saldoen er nul)\b",
        ),
    ),
    (
        Intent.ALREADY_RETURNED,
        _any(
            r"\bpaid (?:this|it|that) back\b|\balready had (?:this|it)\b",
            r"^\W*(?:repaid|returned|refunded|sent back|paid back)\b.{0,6}\d",
            r"\b(?:was|were) (?:dealt with|settled|sorted|done)\b.{0,30}\b(?:in|on|back in|before|last)\b",
            r"\byou (?:should )?(?:find|had|got|received|have had)\b.{0,30}\bfrom us\b|\byou(?:'ve| have)? (?:already )?(?:had|got) (?:this|it|that)\b",
            r"\bdischarged by payment\b|\bno further sum is (?:owed|due)\b|\ballerede\b.{0,15}\bi (?:januar|februar|marts|april|maj)\b|\bbeen recovered already\b",
            rf"\balready (?:been )?(?:{RETURNED}|paid|sent|settled|done)\b|\b(?:{RETURNED}|paid|sent it back|sent back) already\b|\bpreviously {RETURNED}\b",
            rf"\b{RETURNED}\b.{{0,25}}\b(?:months? ago|last (?:month|quarter|year)|in (?:january|february|march|april|may))\b",
            rf"\b(?:was|were|had been|has been|have been|we) {RETURNED}\b(?!.{{0,40}}\b(?:today|this morning|yesterday|just now)\b)",
            r"\bduplicates?\b.{0,30}\b(?:request|earlier|previous)\b|\byou (?:have )?had this\b",
            r"\balready (?:sent|paid) (?:it|this|that) back\b|\bwas done before\b",
            r"\ballerede (?:betalt|returneret|overført|tilbagebetalt|sendt)\b",
        ),
    ),
    (
        Intent.DISPUTE_POLICY,
        _any(
            r"(?<!in )(?<!within )(?<!last )\b(?:\d{1,2}|three|four|five|six|eight|ten|twelve|otte|seks|tolv)[ -](?:weeks?|uger?|uge)\b(?!.{0,10}\bcommencing)",
            r"\bcontingency\b|\bpolicy\b|\btwo months in hand\b|\bretained balance\b",
        ),
    ),
    (
        Intent.COMMITTED_FUNDS,
        _any(
            r"\b(?:already promised|promised to|to be paid for|tax to pay|wages .{0,20}go out|creditors)\b|\bdo not take (?:this|the|that) money\b",
            r"\b(?:yet|still|waiting|due|going) to (?:invoice|bill|pay|come out|be paid|be billed|go out)\b",
            r"\b(?:has|have) not (?:billed|invoiced|come out|been paid|cleared|gone out|been taken)\b",
            r"\b(?:sat af|lagt til side|undvære)\b|\bis really (?:her|his|their|the)\b",
            r"\bneeds? to (?:stay|remain) in\b|\bstays? (?:put|where it is)\b|\bmoney (?:stays|must stay|should stay|to stay)\b",
            rf"\b(?:{HELD_FOR})\b.{{0,60}}\b(?:{HELD})\b",
            rf"\b(?:{HELD})\b.{{0,60}}\b(?:{HELD_FOR})\b",
            r"\b(?:is|are|funds|money|it's all|all) (?:committed|spoken for|earmarked|ring-?fenced)\b|\bcommitted\b",
            r"\bmoney is (?:for|not spare)\b|\bleave the money\b|\bstatutory liabilit(?:y|ies)\b|\bstill to come out\b",
            r"\b(?:reserveret|afsat|øremærket)\b|\b(?:feriepenge|skat|løn|ubetalte|regninger)\b.{0,60}\b(?:mangler|blive|udestår|bruges)\b|\bmangler\b.{0,40}\b(?:løn|feriepenge|skat)\b",
        ),
    ),
    (
        Intent.DISPUTE_AMOUNT,
        _any(
            r"\b(?:get|got|have|come to|arrive at) (?:to )?a (?:different|lower|smaller) (?:answer|figure|amount|sum|balance)\b|\btoo big\b|\bon our (?:own )?(?:sheet|spreadsheet|system|statement|ledger)\b.{0,40}£?\d",
            r"\bnot think\b.{0,50}\b(?:right|correct|accurate)\b|\bnot what (?:our|we)\b|\b(?:not a|no) chance\b|\bno way\b|\b(?:are|is) £?\d[\d,.]* out\b|\brefused\b|\baccording to our\b|\bour system\b.{0,50}£?\d[\d,]*\.\d\d|\bforkert\w*\b",
            r"\b(?:differs?|different|does not agree) (?:from|to|with) (?:yours|your|ours|our)\b|\bcan not be (?:right|correct)\b",
            r"\b(?:i|we) make (?:it|the|this|that)\b|\btoo (?:high|much|large)\b|\bours (?:is|are|says|shows)\b|\bnot (?:fine|ok|okay|what we|the one on our|in a position to)\b",
            r"\bshould (?:be|read|say)\b.{0,12}£?\d[\d,]*\.\d\d|\bmissing\b.{0,30}\b(?:payments?|invoices?|agency|weeks?)\b|\b(?:neither agreed|withdraw)\b|\bnot (?:take|taken) (?:account of|into account|off)\b",
            r"\b(?:does|do|did) not (?:look|seem|add up|tie|square|balance)\b|\bcan not see how\b|\bnowhere near that\b|\bput (?:right|to proof)\b|\bis denied\b",
            r"\b(?:disagree|dispute|disputed|incorrect|wrong|overstat\w+|denied|inconsistent|mistake|error)\b",
            r"\bnot (?:agree|agreed|accept|accepted|right|correct|support|paying|recogni[sz]e|due|match|repayable)\b",
            r"\b(?:do|does|did|can|could|will) not\b.{0,25}\b(?:agree|accept|support|match|tally|reconcile|get to|that much|return|pay|repay)\b",
            r"\bnever agreed\b|\bno surplus\b|\bnothing (?:is )?(?:due|owed|left)\b|\bnot (?:a penny|that much)\b|\bnowhere near\b",
            r"\bour (?:own )?(?:records?|ledger|figures?|books|closing figure|closing balance)\b.{0,25}\b(?:shows?|says?|is|are|give|indicate)\b.{0,10}£?\d",
            r"\bour (?:own )?(?:records?|ledger|figures?|books)\b.{0,25}\b(?:shows?|says?) something else\b",
            r"\bwe make it\b|\b(?:count|includ|deduct|charg|add|enter)\w*\b.{0,30}\btwice\b|\bput to (?:strict )?proof\b|\byou(?:'ve| have)? (?:missed|forgotten|left out|counted)\b",
            r"^no$|^no,? (?:we|this|that|the|it|our|i|sorry|not|way|chance)\b|\bfigures? (?:is |are )?(?:too high|wrong)\b",
            r"\b(?:ikke enige?|uenige?|passer ikke|ikke (?:acceptere|godkende|tiltræde|passe)|saldoen er lavere|viser noget andet|tallene er forkerte)\b",
        ),
    ),
    (
        Intent.REQUEST_INVOICE,
        _any(
            r"\binvoice us\b|\b(?:on|by|against) invoice\b|\binvoice\b.{0,40}\b(?:raise|send|issue) one\b|\bskal have en (?:faktura|regning)\b|\b(?:raise|issue) one\b",
            r"\b(?:raise|send|issue|provide|supply|forward|need|needs|require|requires|required|want|have|arrange|against|without|upon|on receipt of|appreciate|get|needed|submit|email|upon presentation of)\b.{0,45}\binvoice\b(?! (?:no|number|\d|for \w+ client))",
            r"\binvoice (?:is |will be )?(?:please|needed|required|needs|to be raised|first)\b|^invoice please\b",
            r"\b(?:po|purchase order)(?: number)? (?:is )?(?:needed|required)\b|\bneed a (?:po|purchase order)\b",
            r"\b(?:bill|invoices?) (?:from|by) (?:you|the council|yourselves)\b|\bsend (?:us )?(?:a|the) bill\b|\bonly (?:pay|release|be released|be paid|be effected)\b.{0,40}\binvoice\b",
            r"\b(?:skal bruge|send|sende|fremsend|kræver|behøver|ønsker|udsted)\b.{0,30}\b(?:faktura|regning)\b",
        ),
    ),
    (
        Intent.REQUEST_BANK_DETAILS,
        _any(
            r"\bmade payable\b|\bbank accounts?\b.{0,30}\bpay(?:ing)? (?:it |this )?into\b|\bpay (?:it|this|the money) into\b.{0,20}\bwhich\b|\bparticulars of the account\b|\bwhere (?:it|this|the money) (?:should|is to|needs to) go\b",
            r"\b(?:your|you are|the) (?:bank|account) (?:details|detials|info|information|number|no)\b",
            r"\b(?:your|council's|councils|the council's|the) bank (?:details|account|detials)\b|^bank details\b|\bsort code\b",
            r"\bwhere (?:do|should|shall|can) (?:we|i) (?:send|pay|transfer|return)\b|\bwhere to (?:send|pay)\b",
            r"\b(?:which|what) (?:bank )?account\b|\baccount to (?:be credited|which|pay)\b|\bcheque out to\b|\bpayable to\b",
            r"\b(?:hvilken konto|jeres kontonummer|hvor skal pengene)\b",
        ),
    ),
    (
        Intent.PAYMENT_ADVISED,
        _any(
            r"\bput\b.{0,25}\bthrough\b.{0,40}\btoday\b|\b(?:was|has been|been) released by (?:our|the) bank\b|\bpayment (?:is|was) (?:released|on its way)\b",
            r"\bhas gone (?:out|across|over)\b|\bgone (?:out|across) (?:today|this morning|yesterday)\b|\bwe have (?:now )?(?:paid|sent|returned|repaid|transferred)\b.{0,40}\b(?:today|this morning|yesterday|now)\b|\bnow (?:been )?(?:paid|sent|transferred)\b",
            r"(?<!be )(?<!being )(?<!get )(?<!when )\b(?:paid|sent|transferred|remitted|posted)\b.{0,40}\b(?:today|this morning|this afternoon|this am|yesterday|just now|bacs|chaps|faster payment|bank transfer|on \d)\b",
            r"\b(?:today|this morning|yesterday|just)\b.{0,20}\b(?:paid|sent|transferred|remitted)\b(?! (?:me|us|you a|your)\b)",
            r"\b(?:paid|sent|transferred) (?:it |this |that |over |you )?(?:today|yesterday|now)\b",
            r"\b(?:has|have|was|were|been) (?:been )?(?:paid|sent|transferred|remitted|sent over|posted)\b(?!.{0,40}\bmarch\b)",
            r"\bpayment (?:of .{0,20} )?(?:has been|was|is|been) (?:made|sent|processed)\b|\b(?:made|processed) (?:the |a |this )?payment\b",
            r"\b(?:has|have) left our account\b|\bon its way\b|\b(?:processed|actioned|made) (?:the |a |this |your )?(?:payment|refund|repayment|transfer)\b|\bcaused\b.{0,60}\bto be (?:remitted|paid|sent)\b",
            r"\bremittance advice\b|\bbacs run today\b|\bdone it just now\b|\bwent (?:in the post|out|over) .{0,15}(?:today|yesterday|this morning)\b|\bcheque\b.{0,30}\bwent\b",
            r"(?<!get it )(?<!be )(?<!been )(?<!get )\bpaid\W*$|^paid\b",
            r"\b(?:er|har|blev) (?:lige )?(?:overført|betalt|sendt)\b|\bgennemført\b|\boverført i dag\b",
        ),
    ),
    (
        Intent.AGREE_FULL,
        _any(
            r"\b(?:is|are|looks?|seems?|all) (?:right|correct|spot on|accurate|in order|as it should be)\b|\breturning (?:it|this|the|£?\d)|\bwill be with you\b|\bgo along with\b|\bfine by (?:us|me)\b|\bsame as (?:mine|ours)\b",
            r"\b(?:we|i) concur\b|\bnothing to add\b|\bthat works\b|\bsounds right\b|\bin agreement\b",
            r"\b(?:agree|agreed|agrees|agreement|accept|accepts|accepted|approved?|confirmed|confirming|confirmation)\b|\bfair enough\b|\b(?:confirm|confirms)\b.{0,40}\b(?:return|repa|refund|agree|surplus|recover|£)",
            rf"\b(?:will|shall|to|happy to|can|be|content to|prepared to) (?:be )?(?:{RETURN_VERB}|{RETURNED}|remitted|paid|sent|released)\b",
            rf"\b(?:happy|content|fine|ok|okay|glad) (?:for|to) .{{0,30}}(?:{RETURN_VERB}|{RETURNED}|go back|go)\b",
            r"\bno (?:objections?|problem|difficult(?:y|ies)|issues?|worries)\b|\bfine with us\b|\bthat(?:'s| is|s) (?:fine|right|correct)\b|\ball good\b|\blooks right\b",
            r"\b(?:nothing|nowt) wrong with\b|\b(?:go ahead|carry on|please proceed|you may proceed)\b|\b(?:tallies|ties up|ties in|matches|agrees) (?:with|to) (?:our|what we|ours)\b",
            r"\b(?:do|can) not see any (?:problem|difficulty|issue)s?\b|\bno (?:reason not|qualms|quarrel)\b",
            r"\b(?:going back|go back|(?:£?\d[\d,.]*|money|sum|surplus|amount|it) (?:to|will|can) come back|have it all back)\b|\bscheduled\b.{0,20}\bpayment\b|\bok to (?:recover|return)\b",
            r"\b(?:enige?|godkendt|godkendes|accepteret|accepteres|i orden|helt fint|godkender|accepterer|ser (?:rigtigt|fint|korrekt) ud|tilbagebetales?|returneres|returneret|betaler tilbage|sender .{0,20} tilbage)\b",
        ),
    ),
    (
        Intent.STATEMENT_ATTACHED,
        _any(
            r"\batt(?:ached|d)?\b\W{0,3}.{0,30}\bstatements?\b|\bstatements? you (?:asked|have been asking|wanted|were after|requested)\b",
            r"\b(?:statements?|ledger|sheets?|spreadsheet|transaction list)\b.{0,60}\b(?:attached|enclosed|with this (?:e-?mail|letter)|herewith)\b",
            r"\b(?:attached|enclosed?|here's|here is|herewith|find)\b.{0,60}\b(?:statements?|sheets?|spreadsheet|transaction list)\b",
            r"\b(?:opgørelsen?|kontoudtog)\b.{0,40}\bvedhæftet\b",
        ),
    ),
    (
        Intent.QUERY,
        _any(
            r"\b(?:can|could|would) you (?:please )?(?:tell|advise|clarify|say|show|explain)\b|\bplease (?:clarify|explain)\b",
            r"\b(?:not sure|unsure) (?:what|which|how|why|who)\b",
            r"\b(?:please|could|can|would) (?:you |someone |somebody )?(?:please )?(?:explain|clarify|ring|call|send the workings|let me know|let us know|confirm what|show us)\b",
            r"\bplease (?:confirm|advise|tell us|state) (?:how|what|which|why|who|whether|the (?:basis|period|statutory|legal|figures))\b|\bbasis on which\b",
            r"\b(?:confused|do not understand|unclear to us|how (?:have|has|did|is|was|do) |why (?:have|has|did|is|was) |wondering)\b",
            r"\b(?:hvordan|hvorfor|hvilken)\b",
        ),
    ),
)

AUTOMATIC = _any(
    r"\bout of (?:the )?office\b",
    r"\bauto(?:matic|mated)?[ -]?(?:reply|response)\b",
    r"\b(?:on|am on|currently on) (?:annual |maternity |sick |paternity )?leave\b",
    r"\baway from (?:my|the) (?:desk|office)\b",
    r"\bticket\b.{0,60}\b(?:created|raised|opened|logged)\b|\brequest has been received\b|\bhave received your (?:message|e-?mail|enquiry)\b.{0,60}\b(?:respond|reply|days|hours)\b",
    r"\bwe (?:aim|will aim|endeavour) to (?:reply|respond|answer)\b|\bwe will respond to your e-?mail as soon as\b",
    r"\b(?:mailbox|inbox) is (?:not |only )?(?:monitored|checked)\b|\bdo not reply to this e-?mail\b",
    r"\b(?:back|return|returning|tilbage) (?:in the office )?(?:on|until|den|from) (?:the )?(?:mon|tue|wed|thu|fri|\d)",
    r"\b(?:i|she|he) no longer works?\b|\b(?:i have|has) left (?:the|this) (?:company|organisation|charity|team)\b|\blimited access to e-?mail\b",
    r"\b(?:shared|unmonitored) (?:mailbox|inbox)\b|\bexpect (?:an answer|a reply|a response)\b|\blogged your (?:enquiry|email|request|query)\b|\b(?:ticket|reference) number in the subject\b",
    r"\bon (?:holiday|vacation) (?:until|from|and)\b|\bsommerferie\b|\bholder (?:ferie|fri)\b",
    r"\bticket number is\b|\bmessage has reached\b|\b(?:answer|reply|respond)\b.{0,40}\bwithin\b|\bautomated (?:message|response)\b|\blimited access to\b|\bat training\b|\battending training\b",
    r"\bautosvar\b|\bpå ferie\b|\bferie til\b|\bikke på kontoret\b|\bfraværende\b",
)
AUTOMATIC_SUBJECT = re.compile(
    r"^\W{0,3}(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|autosvar|automatisk svar|fraværende|\[?ticket\b|abwesenheit)",
    re.IGNORECASE,
)
#: What an answer must never say in a clause that asks for an invoice.
NO_INVOICE = _any(
    r"\bdo not (?:raise|send|issue)\b|\b(?:you sent|sent us|we received|wait(?:ing)? for|instead of|rather than|no need for)\b|\byet\b|\bshould we\b|\bwrong invoice\b|\banother client\b"
)

#: Words by which an answer to a letter about several accounts says that it means them all.
PLURAL = _any(
    r"\b(?:all|both|each|every|everyone|any of the|these|three|two|four|five|clients|accounts listed|balances|whole list|alle|begge|samtlige)\b"
)
