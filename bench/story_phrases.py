"""What owners say about a slump: situations of every cause, each told in three banks of phrases.

`told` is how stories in the library tell it, `tuning` how askers say it while the search is made, `reporting`
how they say it when it is measured. The three say the same in other words; the last was written before there
was a search, and nothing was ever tried on it. `german` is one more of these, in another language.
"""

from __future__ import annotations

from dataclasses import dataclass

from unslump.stories.story import CAUSE_NAMES

__all__ = ["SITUATIONS", "VAGUE", "Situation"]

VOLUME, MIX, RESPONSE, WIN, SIZE, CYCLE, HOURS, MARKET = CAUSE_NAMES


@dataclass(frozen=True)
class Situation:
    """One way a cause happens, and how it is told."""

    cause: str
    name: str
    told: tuple[str, ...]
    tuning: tuple[str, ...]
    reporting: tuple[str, ...]
    german: str


SITUATIONS: tuple[Situation, ...] = (
    Situation(
        VOLUME, "a fair was dropped",
        ("We gave up our stand at the trade fair to save the money, and new leads dried up a season later.",
         "The exhibition was cancelled and with it the leads that it had brought every autumn."),
        ("Since we skipped the exhibition hardly any new enquiries come in.",
         "No stand at the fair this year, and the list of new contacts is short."),
        ("We did not exhibit this spring and nobody new has rung since.",
         "Our booth at the show was dropped and the number of first contacts halved."),
        "Seit wir nicht mehr auf der Messe sind, kommen kaum neue Anfragen.",
    ),
    Situation(
        VOLUME, "the advertising was cut",
        ("The advertising budget was halved in a cost-saving round; leads a week fell by nearly as much.",
         "Spend on search ads was stopped for three months and leads from the website went with it."),
        ("We cut the ad budget in January and now there are too few leads.",
         "Less spent on Google, far fewer enquiries from the site."),
        ("The money for adverts was put into a machine, and prospects have become rare.",
         "We paused our paid campaigns and the inbox with requests is empty."),
        "Wir haben das Werbebudget gekürzt und bekommen nun zu wenig Anfragen.",
    ),
    Situation(
        VOLUME, "the website broke",
        ("The contact form on the website was broken after an update and no lead reached us for weeks.",
         "A new website went live, we vanished from the search engine, and visits and leads fell."),
        ("Since the relaunch of our website nobody fills in the form.",
         "Our page is no longer found by search engines and enquiries have stopped."),
        ("After the new site went online the requests from the internet just ended.",
         "Something seems wrong with our web form, it is strangely quiet."),
        "Seit dem Umbau unserer Internetseite füllt niemand mehr das Formular aus.",
    ),
    Situation(
        MIX, "cheap leads",
        ("A new advertising channel brought many cheap leads, small ones that never buy.",
         "Leads doubled, but most were private people with tiny jobs and not the firms we live from."),
        ("We get more leads than ever but they are the wrong ones, too small for us.",
         "The agency sends masses of contacts and none of them can afford us."),
        ("Plenty of people ask, though hardly any of the kind that used to order.",
         "The inbox is full of bargain hunters since the campaign changed."),
        "Es kommen viele Anfragen, aber von Leuten, die nie etwas kaufen.",
    ),
    Situation(
        MIX, "referrals ran dry",
        ("Partners who used to send us referrals stopped, and their leads were our best ones.",
         "Recommendations by architects became rare; other leads took their place and are worth far less."),
        ("Our referral partner sends nobody any more, other leads do not close.",
         "We hardly get recommended these days, strangers instead."),
        ("The planners who always passed our name on have gone silent; what comes instead is poor.",
         "Word of mouth is gone and the leads we buy are no match for it."),
        "Unsere Partner empfehlen uns nicht mehr weiter.",
    ),
    Situation(
        MIX, "a segment went missing",
        ("We turned to another segment and lost the hospitals, which had brought the large orders.",
         "The message on our page was changed to suit beginners, and the professional buyers stayed away."),
        ("Industrial clients no longer ask, we only hear from small shops.",
         "Since the new slogan a different public writes to us."),
        ("The big institutions do not come to us now, only little ones.",
         "Our new wording attracts the wrong crowd."),
        "Die großen Kliniken fragen nicht mehr an, nur noch kleine Betriebe.",
    ),
    Situation(
        RESPONSE, "late first replies",
        ("Leads waited three days for a first reply because the common mailbox belonged to nobody.",
         "First response slowed down over the summer, and prospects had found somebody else by then."),
        ("We answer enquiries much too late, people have bought elsewhere.",
         "Requests lie in the inbox for days before anyone replies."),
        ("When we finally get back to them they have already signed with another firm.",
         "Nobody feels in charge of incoming mail and it takes ages till someone writes back."),
        "Anfragen bleiben tagelang liegen, bis jemand antwortet.",
    ),
    Situation(
        RESPONSE, "no follow-up",
        ("Offers were sent and never followed up; nobody telephoned after the first contact.",
         "Follow-up broke down when reminders were switched off: one call and then silence."),
        ("We send quotations and then forget to chase them.",
         "After the first call nobody ever gets in touch again."),
        ("Our proposals go out and no one picks up the phone afterwards.",
         "People we spoke to once are left alone, we never ring a second time."),
        "Wir verschicken Angebote und fragen danach nie nach.",
    ),
    Situation(
        RESPONSE, "weekends and holidays",
        ("Leads that came at weekends and in the holidays were answered by no one for a week.",
         "The answering service was given up, so calls after five o'clock went unanswered."),
        ("Calls in the evening are missed and nobody rings back.",
         "During vacations our leads are left without an answer."),
        ("Who phones us outside office hours hears nothing from us.",
         "In August the phone simply rang and rang."),
        "Wer abends oder am Wochenende anruft, hört nichts von uns.",
    ),
    Situation(
        WIN, "a competitor",
        ("A new competitor won every second deal that we would have won before.",
         "Win rate fell after a rival came into our region with a better guarantee."),
        ("We lose against the same competitor again and again.",
         "More and more customers choose the rival after talking to both of us."),
        ("They talk to us, like us, and then sign with the other lot.",
         "Another vendor has turned up and beats us at the last minute."),
        "Wir verlieren die Aufträge immer an denselben Mitbewerber.",
    ),
    Situation(
        WIN, "the product lags",
        ("Prospects asked for a certificate that we do not have, and lost deals mention it.",
         "Our product lacked a feature that all others had by then, and fewer offers were accepted."),
        ("Deals are lost because we cannot offer what they now require.",
         "Buyers tell us a function is missing and turn us down."),
        ("We get rejected since our range lacks something everybody wants today.",
         "They say no because of a standard that we do not meet."),
        "Man lehnt uns ab, weil uns eine Zulassung fehlt.",
    ),
    Situation(
        WIN, "selling became worse",
        ("One seller's demonstrations grew long and lost the customers; his wins fell and no one else's.",
         "New sellers talked of the product instead of asking, and closed half as many."),
        ("One of our salespeople hardly closes anything any more.",
         "Our demos do not convince people, they leave undecided."),
        ("My colleague used to close every third prospect and now almost none.",
         "Presentations go down badly and visitors walk away without a yes."),
        "Einer unserer Verkäufer schließt kaum noch etwas ab.",
    ),
    Situation(
        SIZE, "discounts",
        ("Discounts crept up until nearly every deal was signed a tenth lower.",
         "Sellers gave price reductions on their own authority and deal size shrank."),
        ("We give too much discount, each order is worth less.",
         "Prices are negotiated down every time."),
        ("Every customer gets a rebate these days and little is left of each sale.",
         "We sell as often as before, only always under the list price."),
        "Wir geben zu viel Rabatt, jeder Auftrag bringt weniger.",
    ),
    Situation(
        SIZE, "the small package",
        ("The small package that we added replaced the large one; as many deals, each much smaller.",
         "Customers chose the starter offer instead of the full one, and the mean order halved."),
        ("Everybody takes the entry-level product now.",
         "Same number of orders but the basic version only."),
        ("Since there is a light edition no one buys the complete thing.",
         "They all go for the cheapest option on our list."),
        "Alle nehmen nur noch das kleine Einstiegspaket.",
    ),
    Situation(
        SIZE, "options left out",
        ("Service contracts and options were no longer offered with the machine, so orders were smaller.",
         "Sellers in a hurry left the extras out and each order lost a fifth."),
        ("We forgot to sell maintenance with it, the average order has shrunk.",
         "Nobody offers the add-ons any more."),
        ("Contracts come without the accessories that used to make them worthwhile.",
         "The extras have vanished from our sales, only the bare thing is ordered."),
        "Zubehör und Wartung werden nicht mehr mitverkauft.",
    ),
    Situation(
        CYCLE, "more people decide",
        ("Another signature was needed at our customers, and deals took twice as long to close.",
         "Buying committees made the cycle longer: nothing was lost and nothing was signed."),
        ("Decisions take forever because the board has to agree.",
         "Purchasing now has to approve and everything drags on."),
        ("It all hangs in the air, each customer has one more boss to ask.",
         "Agreed by word of mouth months ago, still waiting for someone's okay."),
        "Entscheidungen dauern ewig, weil noch ein Gremium zustimmen muss.",
    ),
    Situation(
        CYCLE, "endless trials",
        ("Free trials were prolonged over and over and deals stayed open for seasons.",
         "Pilots had no end date; prospects tested on and never decided."),
        ("Customers keep testing and do not decide.",
         "Our pilots go on and on without an order."),
        ("They try it out for ever and postpone the purchase.",
         "The test installations run for months with no contract in sight."),
        "Die Kunden testen und testen und entscheiden sich nicht.",
    ),
    Situation(
        CYCLE, "slow offers",
        ("Drawing up an offer took us weeks, and the deals aged in the meantime.",
         "Calculations waited for one engineer, so that every deal lay still for a month."),
        ("It takes us weeks to get a quotation out of the door.",
         "Offers pile up at our technician and customers wait."),
        ("Our calculation department is the bottleneck, proposals come out very slowly.",
         "Clients wait half a quarter till they see a price from us."),
        "Es dauert Wochen, bis bei uns ein Angebot fertig ist.",
    ),
    Situation(
        HOURS, "two hats",
        ("Our marketing person was moved into sales half the week, and soon nobody found new leads.",
         "I find and sell alone: when I sell, prospecting stops; a cycle later there is nothing to sell."),
        ("I do both acquisition and selling and one always suffers.",
         "Our marketer now sells too, since then less and less comes in."),
        ("The woman who wrote our newsletters was given customers to look after and the newsletters ended.",
         "First there is too much to do and nobody hunts, then there is nothing to do."),
        "Ich werbe und verkaufe allein, und eines von beiden bleibt immer liegen.",
    ),
    Situation(
        HOURS, "somebody left",
        ("A seller gave notice and was not replaced; the others could not get round to all leads.",
         "Our head of marketing left, and her hours were never filled."),
        ("An employee quit and her work is left undone.",
         "Since he resigned there are not enough hands to sell."),
        ("We are one person short since spring and it shows.",
         "She went to another firm and her chair has been vacant ever since."),
        "Eine Mitarbeiterin hat gekündigt und ihre Stelle ist unbesetzt.",
    ),
    Situation(
        HOURS, "other work",
        ("Sellers were put on a software project for a quarter, and their selling hours halved.",
         "Everyone helped in production, and selling was done on the side."),
        ("The sales team is busy with installing instead of selling.",
         "Our people are tied up in an internal project."),
        ("The whole team had to lend a hand in the warehouse for months.",
         "We introduced a new system and nobody had time for customers."),
        "Die Verkäufer helfen in der Produktion und kommen nicht zum Verkaufen.",
    ),
    Situation(
        MARKET, "a law or subsidy",
        ("A subsidy was announced for next year and everyone waited; competitors stood idle as well.",
         "A new law stopped building permits, and the whole market stood still."),
        ("Customers wait for the new grant, everyone in our trade says the same.",
         "Since the government changed the rules no one orders, not from others either."),
        ("The state promised support from January and until then nobody moves.",
         "Regulation has frozen our whole line of business."),
        "Alle warten auf die neue Förderung, auch bei der Konkurrenz steht alles still.",
    ),
    Situation(
        MARKET, "a local employer closed",
        ("The largest employer of the town closed, and there was less of everything near by.",
         "The region's car plant shut down and with it the orders of all its suppliers."),
        ("A factory here was shut and people have no money.",
         "The biggest company in town is gone and the whole area suffers."),
        ("Ever since the mine ended the entire valley spends less.",
         "The barracks were closed and trade is down for every shop around."),
        "Die größte Fabrik am Ort hat geschlossen, die ganze Gegend leidet.",
    ),
    Situation(
        MARKET, "interest rates",
        ("Interest rates went up and the whole trade built and bought less; competitors too.",
         "In the recession our customers stopped investing altogether, at us as at everybody."),
        ("Because of interest rates nobody invests, the whole industry is down.",
         "The economy is weak and all our competitors complain too."),
        ("Loans became dear and projects are shelved everywhere.",
         "It is a downturn, everyone around us sees the same."),
        "Wegen der Zinsen investiert in der ganzen Branche niemand.",
    ),
)  # fmt: skip

VAGUE: dict[str, tuple[str, ...]] = {
    "told": (
        "It took us a while to see it.",
        "We were a firm of nine people and proud of it.",
        "The bank asked before we did.",
        "At first everybody had an explanation of their own.",
    ),
    "tuning": (
        "Sales are down and we do not know why.",
        "It has been a bad quarter.",
        "Turnover is falling, what can we do?",
        "We are behind our goal.",
    ),
    "reporting": (
        "Takings are well below last year.",
        "Things are going badly and I am at a loss.",
        "We will miss our target by a long way.",
        "Income has slumped over the last months.",
    ),
}
