"""The catalogue: for every rule its titles, messages, usual severity and reason.

What boards look for is said in our own words; the board's own wording is copyright. Texts name
{params} from the rule, and {judgement} for the spelling the board uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.plans.checks.findings import Finding, Signal
from apps.plans.checks.reading import spelling_of
from apps.plans.checks.thresholds import Severity, severity_of
from apps.plans.snapshot import PlanSnapshot


@dataclass(frozen=True, slots=True)
class Wording:
    """One way a rule speaks. A mild one is never made louder by a scheme."""

    severity: Severity
    title: str
    message: str
    is_mild: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule in the catalogue. boards adds a sentence by scheme key or else by board key."""

    wordings: Mapping[str, Wording]
    why: str
    boards: Mapping[str, str] = field(default_factory=dict)


CATALOGUE: dict[str, Entry] = {
    "Q1": Entry(
        {
            "": Wording(
                "fix",
                "Nothing on ‘{side}’",
                "Nothing on the ‘{side}’ side yet. Even a strong case needs the other "
                "view answered.",
            )
        },
        "A case is only convincing when the reader sees that the other one was weighed. "
        "One-sided plans tend to become one-sided essays.",
        {
            "aqa": "AQA looks for a balanced answer before it calls a {judgement} backed.",
            "caie": "Cambridge looks for both sides argued; an answer on one side only is held "
            "back.",
            "ib": "IB compare and contrast questions need similarities and differences both, "
            "though not in equal number.",
            "ap": "AP rewards an argument tested against strong evidence for another view.",
        },
    ),
    "Q2": Entry(
        {
            "": Wording(
                "warn",
                "The two sides are uneven",
                "You have {few} on ‘{weak}’ and {many} on ‘{strong}’. Add "
                "one, or say why this side is weaker.",
            )
        },
        "A thin second side can look like an afterthought. Fewer points are fine when you say "
        "why that case is weaker.",
        {
            "aqa": "AQA looks for balance as well as a view of your own.",
            "caie": "Cambridge looks for a balanced argument with support on both sides.",
        },
    ),
    "Q3": Entry(
        {
            "": Wording(
                "warn",
                "{so_far}",
                "Most plans for this paper have at least {wanted}.",
            )
        },
        "A few points can be true and still leave much of the question out. Range shows that "
        "you have thought about all of it.",
        {
            "aqa": "AQA looks for a range of accurate support.",
            "edexcel": "Edexcel looks for knowledge that meets everything the question asks.",
            "ocr": "OCR looks for a steady focus on the question over the whole period.",
            "sqa": "SQA looks for full treatment of several factors.",
        },
    ),
    "Q4": Entry(
        {
            "": Wording("tip", "{points} for the time", "{time}. Which two could you merge?"),
        },
        "A point needs time to be explained as well as named. Fewer points, each worked out, "
        "usually argue better.",
        {
            "aqa": "AQA looks for depth of analysis as well as range.",
            "ap": "AP essays are short: two or three worked-out paragraphs are enough.",
        },
    ),
    "S1": Entry(
        {
            "": Wording(
                "tip",
                "Other themes on ‘{side}’",
                "Also often argued on this side: {themes}.",
            ),
        },
        "You have tried it yourself, so it is fair to see what else is often argued. You need not "
        "use any of it.",
    ),
    "C1": Entry(
        {
            "": Wording(
                "warn",
                "{title}",
                "This reads as {order}. Try pairing them by theme.",
            )
        },
        "Two stories one after the other leave the comparing to the reader. A theme with "
        "evidence on each lets you say how alike they were and why.",
        {
            "ocr": "OCR looks for synthesis: rulers compared inside a paragraph, not one after "
            "another.",
            "ib": "IB looks for comparison that runs through the answer; two half-essays do not "
            "answer the question.",
            "ap": "AP looks for comparison that frames the argument, so one leader per paragraph "
            "tends to hold a plan back.",
            "aqa": "AQA looks for analysis throughout; description of each in turn tends to hold "
            "a plan back.",
        },
    ),
    "C2": Entry(
        {
            "": Wording(
                "warn",
                "{title}",
                "{share} evidence on {both}.{matches}",
            )
        },
        "A point compares when it holds evidence on at least two of the things the question "
        "compares. If there is no match, that difference is worth saying.",
        {
            "aqa": "AQA looks for balanced analysis with specific support.",
            "edexcel": "Edexcel looks for analysis of how the main features relate to one another.",
            "ocr": "OCR looks for links inside every paragraph.",
            "ib": "IB looks for links and comparisons between examples, all the way through.",
            "ap": "AP looks for comparison that frames the argument.",
        },
    ),
    "C3": Entry(
        {
            "": Wording(
                "fix",
                "Nothing about {missing}",
                "Nothing yet about {missing}. A comparison needs evidence on each.",
            ),
            "many": Wording(
                "fix",
                "{touched} of {total} covered so far",
                "Your evidence touches {touched} of the {total} in the question. Nothing yet "
                "about {missing}.",
            ),
        },
        "What has no evidence cannot be compared. Background, and evidence from outside the "
        "years, does not count here.",
        {
            "ocr-h505-thematic-25": "OCR looks for synthesis: evidence drawn from across the "
            "whole period.",
            "ib": "IB expects each of them to be in view throughout.",
            "sqa": "SQA looks for thorough treatment of each main factor.",
        },
    ),
    "C4": Entry(
        {
            "": Wording(
                "warn",
                "Thin on {label}",
                "{label} has {own} of {total} of evidence. A comparison needs both in detail.",
            )
        },
        "When nearly all the detail is on one, the other is asserted rather than compared.",
        {
            "aqa": "AQA looks for a balanced answer with precise evidence on both.",
            "ap": "AP looks for specific examples that support the whole argument.",
        },
    ),
    "C5": Entry(
        {
            "": Wording(
                "tip",
                "{point} does not compare in words yet",
                "Worth a look: you have evidence on {both} here. Say how they are alike or "
                "different.",
                is_mild=True,
            ),
        },
        "Two facts side by side are not yet a comparison. A word such as ‘whereas’, ‘both’ or "
        "‘more … than’ makes it one.",
        {
            "aqa": "AQA looks for analysis of likeness and difference, not only of each in turn.",
            "ib": "IB looks for comparison all the way through.",
            "ap": "AP looks for comparison that frames the argument.",
        },
    ),
    "C6": Entry(
        {
            "": Wording(
                "warn",
                "‘{row}’ draws on {rulers}",
                "‘{row}’ draws on {rulers} so far. Bring in others from across the period.",
            ),
            "era": Wording(
                "warn",
                "‘{row}’ keeps to one end of the period",
                "‘{row}’ only draws on one end of the period. Bring in an example from the {end} "
                "end, the other side of 1917.",
            ),
        },
        "A thematic essay compares rulers inside each theme, over the whole period.",
        {
            "ocr": "OCR looks for synthesis: evidence from across the whole period, brought "
            "together in each paragraph."
        },
    ),
    "C7": Entry(
        {
            "": Wording(
                "warn",
                "{point} is on {label} only",
                "This point has evidence on {label} only. Find its match on {others}, or say why "
                "there is none.",
            ),
        },
        "A point with evidence on one of them cannot show likeness or difference by itself.",
        {
            "aqa": "AQA looks for balanced analysis with specific support.",
            "edexcel": "Edexcel looks for analysis of how the main features relate to one another.",
            "ib": "IB looks for links and comparisons between examples, all the way through.",
        },
    ),
    "F1": Entry(
        {
            "": Wording(
                "warn",
                "‘{factor}’ is in {own} of {total}",
                "Weigh ‘{factor}’ against each alternative: it is in {own} of {total}, and no "
                "other point ranks itself against it.",
            ),
        },
        "The question names one factor. The answer needs to say how it stands beside each of the "
        "others.",
        {
            "aqa": "AQA looks for a {judgement} on the factor named, weighed against others.",
            "sqa": "SQA looks for a line of argument that runs through every factor.",
        },
    ),
    "D1": Entry(
        {
            "": Wording(
                "fix",
                "{point} uses evidence from {years}",
                "‘{title}’ ({years}) is outside {period}. Swap it, or keep it as background.",
            ),
            "gap": Wording(
                "warn",
                "{point}: {years} falls between the periods",
                "‘{title}’ ({years}) is inside {period} but not in the years compared: "
                "{ranges}. Swap it, or keep it as background.",
                is_mild=True,
            ),
        },
        "The question sets its years on purpose. Evidence from other years may explain what came "
        "before or after, but it does not prove a claim about these years.",
        {
            "aqa": "AQA looks for precise evidence that answers the whole question as set.",
            "caie": "Cambridge reports of past answers warn of drifting out of the dates.",
            "ap": "AP welcomes wider events as context, so background is a good place for it.",
        },
    ),
    "D2": Entry(
        {
            "": Wording(
                "warn",
                "A good deal of background",
                "{background} of {total} of evidence {are} background. Keep most evidence "
                "inside {period}.",
            ),
            "ap": Wording(
                "warn",
                "A good deal of background",
                "{background} of {total} of evidence {are} background. Keep most evidence "
                "inside {period}; wider events can go in the context box.",
            ),
        },
        "Background sets the scene but does not argue. Each piece takes time from evidence that "
        "would.",
        {
            "ap": "AP looks for wider events in the context, and for evidence that supports the "
            "argument itself.",
        },
    ),
    "D3": Entry(
        {
            "": Wording(
                "warn",
                "Nothing from {years} yet",
                "Nothing from {years} yet. A comparison over the whole period needs evidence from "
                "each part of it.",
            ),
            "breadth": Wording(
                "fix",
                "Nothing from {years} yet",
                "Nothing from {years} yet. This paper asks for the whole period.",
            ),
        },
        "Change over time shows only when the evidence covers the time. A gap can hide the "
        "turning point.",
        {
            "ocr": "OCR looks for a steady focus over the whole period.",
            "edexcel": "Edexcel looks for range across the period in its breadth papers.",
            "caie": "Cambridge looks for support from across the dates set.",
        },
    ),
    "D4": Entry(
        {
            "": Wording(
                "tip",
                "{point}: {leaders} in {years}",
                "‘{title}’: {leaders} {were} not in power in {years}. Is this about "
                "them as {as_leader}?",
            )
        },
        "A question about leaders is about what they did in power. Earlier or later acts can "
        "still help, if you say how.",
    ),
    "D5": Entry(
        {
            "": Wording(
                "warn",
                "{point}: your own evidence is not specific yet",
                "‘{title}’: add a date, name or figure so this is specific.",
            ),
        },
        "A fact that could be about any ruler in any year proves little about this one.",
        {
            "aqa": "AQA looks for precise support.",
            "edexcel": "Edexcel looks for accurate, well-chosen knowledge.",
            "ap": "AP looks for specific examples.",
        },
    ),
    "D6": Entry(
        {
            "": Wording(
                "warn",
                "{point}: {leaders} {are} not in the question",
                "‘{title}’ is about {leaders}, who {are} not in the question. Swap it, or keep it "
                "as background.",
            ),
        },
        "Evidence on others can set the scene, but it does not show how those in the question "
        "were alike or different.",
        {"aqa": "AQA looks for an answer that keeps to the question as set."},
    ),
    "E1": Entry(
        {
            "": Wording(
                "fix",
                "{point} has no evidence",
                "This point is a claim without evidence yet.",
            )
        },
        "A claim with nothing under it is an assertion. One dated fact already makes it an "
        "argument.",
        {
            "aqa": "AQA sets assertions well below claims with specific support.",
            "edexcel": "Edexcel looks for knowledge chosen to support the point made.",
            "ap": "AP looks for specific examples that support an argument.",
            "ib": "IB looks for suitable examples that do real work.",
        },
    ),
    "E2": Entry(
        {
            "": Wording(
                "tip",
                "{point} has {pieces} of evidence",
                "One example can look like luck. Add a second.",
            )
        },
        "A second example, best from another year or another leader, shows a pattern.",
        {
            "edexcel": "Edexcel looks for enough well-chosen knowledge, in range and in depth.",
            "caie": "Cambridge looks for a range of accurate detail.",
        },
    ),
    "E3": Entry(
        {
            "": Wording(
                "warn",
                "One piece of evidence, {times} points",
                "You use ‘{title}’ {times} times: in {points}. Find a fresh example "
                "or explain why it cuts both ways.",
            ),
            "both": Wording(
                "warn",
                "The same evidence on both sides",
                "You use ‘{title}’ on both sides ({points}) with nothing to tell the "
                "two uses apart. Find a fresh example or explain why it cuts both ways.",
            ),
        },
        "One fact can serve two arguments when you say how. Repeated without a new reason, it "
        "makes the support look thin.",
        {"aqa": "AQA looks for a range of specific support."},
    ),
    "E4": Entry(
        {
            "": Wording(
                "tip",
                "{pieces} for {points}",
                "You use {pieces} of evidence for {points}. A wider range of evidence would help.",
            ),
        },
        "The same few facts can carry only so many arguments. Range shows knowledge.",
        {
            "edexcel": "Edexcel looks for knowledge in range and depth.",
            "aqa": "AQA looks for a range of specific support.",
            "caie": "Cambridge looks for a range of accurate detail.",
        },
    ),
    "E5": Entry(
        {
            "": Wording(
                "warn",
                "{point}: how does this help?",
                "How does ‘{title}’ help your point on {theme}? Add a few words to the card.",
            ),
        },
        "A fact from another theme may be just what you need, but only you can say how.",
        {"ocr": "OCR looks for evidence that is relevant to the theme in hand."},
    ),
    "X1": Entry(
        {
            "": Wording(
                "fix",
                "{point} {state}",
                "Explain how this {what} answers the question.",
            )
        },
        "Evidence does not speak for itself. The explanation is where you argue, and a sentence "
        "with ‘because’ in it is a good start.",
        {
            "aqa": "AQA sets analysis above description.",
            "edexcel": "Edexcel looks for sustained analysis, not description.",
            "caie": "Cambridge looks for reasoning kept up through the answer.",
            "ib": "IB looks for critical analysis; an answer that mainly tells the story is held "
            "back.",
            "ap": "AP looks for evidence used to support an argument, not only named.",
            "sqa": "SQA looks for a line of argument, not comments added to a story.",
        },
    ),
    "X2": Entry(
        {
            "": Wording(
                "warn",
                "{point} describes",
                "Worth a look: this tells us what happened. Add because, so or whereas to show "
                "why it matters.",
                is_mild=True,
            ),
        },
        "A story leaves the reader to draw the conclusion. A reason draws it for them.",
        {
            "aqa": "AQA sets analysis above description.",
            "ib": "IB answers that mainly tell the story are held back.",
            "caie": "Cambridge reports of past answers warn of narrative.",
        },
    ),
    "X3": Entry(
        {
            "": Wording(
                "tip",
                "{point} and the question",
                "Worth a look: use a word from the question here, so the link is plain.",
                is_mild=True,
            ),
        },
        "A point that echoes the question’s own terms shows that it answers it.",
        {"ocr": "OCR looks for a steady focus on the question set."},
    ),
    "X4": Entry(
        {
            "": Wording(
                "warn",
                "Your points run in date order",
                "Your points run in date order, from {years}. Could they run by theme?",
            ),
        },
        "A plan that follows the calendar tends to become a story. Themes make you compare.",
        {
            "ocr": "OCR looks for themes argued across the period.",
            "ib": "IB answers that mainly tell the story are held back.",
            "sqa": "SQA looks for an analytical structure, not a narrative one.",
        },
    ),
    "X5": Entry(
        {
            "": Wording(
                "warn",
                "All under {themes}",
                "All your points are about {themes}. Another theme would give your answer breadth.",
            ),
        },
        "Leaders can be alike in one thing and unlike in another. One theme cannot show that.",
        {"aqa": "AQA looks for breadth as well as depth."},
    ),
    "X6": Entry(
        {
            "": Wording(
                "tip",
                "{first} and {second} look alike",
                "{first} and {second} share most of their evidence. Merge them?",
            ),
        },
        "Two points on the same evidence make one argument twice.",
    ),
    "T1": Entry(
        {
            "": Wording(
                "warn",
                "Say your answer first",
                "Say your answer in one sentence before the points.",
            ),
            "middle": Wording(
                "tip",
                "Your opening sits in the middle",
                "Worth a look: you stand in the middle. If the view is right in part, say "
                "‘partly’ or ‘to some extent’, and say which part.",
                is_mild=True,
            ),
        },
        "A reader who knows your answer can follow how each point leads to it.",
        {
            "ap": "AP looks for a claim that can be defended, with its reason, and not the "
            "question turned round.",
            "sqa": "SQA looks for an introduction that sets the scene, the factors and the line "
            "you will argue.",
            "edexcel": "Edexcel looks for an argument that is clear and coherent from the start.",
        },
    ),
    "T2": Entry(
        {
            "": Wording(
                "warn",
                "Your opening repeats the question",
                "Worth a look: this repeats the question. Add your reason.",
                is_mild=True,
            ),
        },
        "An answer says more than the question did: which way you lean, and why.",
        {
            "ap": "AP looks for a claim that can be defended, with its reason, and not the "
            "question turned round."
        },
    ),
    "T3": Entry(
        {
            "": Wording(
                "tip",
                "No criteria yet",
                "How will you decide? For example scale, aims, how long it lasted, who was "
                "affected.",
            ),
            "required": Wording(
                "fix",
                "No criteria yet",
                "How will you decide? For example scale, aims, how long it lasted, who was "
                "affected.",
            ),
            "few": Wording(
                "tip",
                "Only one criterion so far",
                "You decide by ‘{criterion}’ alone. Two to four criteria give you "
                "something to weigh.",
                is_mild=True,
            ),
        },
        "Criteria are the measures you judge by. With them a {judgement} follows from the points; "
        "without them it is an opinion.",
        {
            "edexcel": "Edexcel looks for criteria that are set, used and weighed, and wants them "
            "before the {judgement}.",
            "caie-9489-p4-30": "Cambridge looks for sound and wide-ranging criteria, reasoned "
            "through on both sides.",
        },
    ),
    "T4": Entry(
        {
            "": Wording(
                "warn",
                "‘{criterion}’ is not used yet",
                "You set ‘{criterion}’ but never use it. Tie it to a point, or use it in "
                "your {judgement}.",
            )
        },
        "A criterion only helps when points are measured by it.",
        {
            "edexcel": "Edexcel looks for criteria that are used and weighed, not only named.",
            "caie-9489-p4-30": "Cambridge looks for criteria that lead to the {judgement}.",
        },
    ),
    "T5": Entry(
        {
            "": Wording("tip", "No wider setting yet", "Add two sentences on the wider setting."),
            "short": Wording(
                "tip", "The wider setting is short", "Add a sentence or two on the wider setting."
            ),
        },
        "A reader understands a comparison better when they know what came before and what went "
        "on around it.",
        {
            "ap": "AP looks for wider events before, during or after, in more than a phrase.",
            "sqa": "SQA looks for an introduction that sets the context.",
            "ib": "IB looks for awareness of the setting.",
        },
    ),
    "J1": Entry(
        {
            "": Wording(
                "fix",
                "No {judgement} yet",
                "What is your answer, overall?",
            ),
            "short": Wording(
                "fix",
                "Your {judgement} is very short",
                "What is your answer, overall? Add the reason that decides it.",
            ),
        },
        "Every board asks for an answer to the question, and the points only lead up to it.",
        {
            "aqa": "AQA looks for a {judgement} that is fully backed by the answer.",
            "edexcel": "Edexcel looks for a {judgement} that follows from the criteria.",
            "ocr": "OCR looks for a convincing {judgement} that grows out of the analysis.",
            "caie": "Cambridge looks for a clear {judgement} sustained by the argument.",
            "ib": "IB looks for a reasoned conclusion that fits the evidence.",
            "sqa": "SQA looks for a conclusion that answers rather than repeats.",
        },
    ),
    "J2": Entry(
        {
            "": Wording(
                "warn",
                "Your {judgement} sits on the fence",
                "Come down on one side, even narrowly, or choose the point that decides it.",
            ),
            "unset": Wording(
                "warn",
                "Where does your {judgement} stand?",
                "You have not chosen where it stands. Come down on one side, even narrowly, or "
                "choose the point that decides it.",
            ),
            "phrase": Wording(
                "warn",
                "Your {judgement} says ‘{phrase}’",
                "Worth a look: come down on one side, even narrowly, or choose the point that "
                "decides it.",
                is_mild=True,
            ),
        },
        "Saying that both sides have something to them stops one step short of an answer. A "
        "narrow verdict with a reason is stronger.",
        {
            "aqa": "AQA looks for a {judgement} that is fully backed.",
            "edexcel": "Edexcel looks for criteria weighed against one another to reach a "
            "{judgement}.",
            "ocr-h505-short-10": "This OCR question asks which of the two, so it needs a verdict.",
            "ib": "IB looks for a reasoned conclusion consistent with the analysis.",
        },
    ),
    "J3": Entry(
        {
            "": Wording(
                "warn",
                "Your {judgement} gives no reason",
                "Worth a look: choose the point that decides it and say why.",
                is_mild=True,
            ),
        },
        "A verdict convinces by the reason it rests on.",
        {
            "aqa": "AQA looks for a {judgement} that is fully backed.",
            "ocr": "OCR looks for a convincing {judgement} that grows out of the analysis.",
        },
    ),
    "J4": Entry(
        {
            "": Wording(
                "fix",
                "Opening and {judgement} disagree",
                "Your opening leans {opening}, your {judgement} leans {closing}. Which do you "
                "mean?",
            )
        },
        "Minds change while planning, and that is fine. The finished answer should argue one "
        "line from start to end.",
        {
            "edexcel": "Edexcel looks for an argument that is logical and coherent throughout.",
            "ib": "IB looks for a conclusion consistent with the analysis.",
        },
    ),
    "J5": Entry(
        {
            "": Wording(
                "warn",
                "You side with the thinner case",
                "You lean {lean}, the side with fewer points and less evidence. Strengthen it, or "
                "explain why quality beats number.",
            ),
        },
        "A thinner case can still be right. The reader needs to hear why.",
        {"aqa": "AQA looks for a {judgement} that follows from the answer."},
    ),
    "J6": Entry(
        {
            "": Wording(
                "tip",
                "Nothing conceded yet",
                "Admit the best argument against you, then say why it is not enough.",
            )
        },
        "Meeting the strongest objection makes your own {judgement} harder to knock down.",
        {
            "aqa": "AQA looks for balance that ends in a fully backed {judgement}.",
            "ap": "AP rewards an argument tested against strong evidence for another view.",
        },
    ),
    "J7": Entry(
        {
            "": Wording(
                "tip",
                "‘{name}’ is new in your {judgement}",
                "Worth a look: ‘{name}’ appears only in your {judgement}. Use it earlier, in a "
                "point.",
                is_mild=True,
            ),
        },
        "The end is for weighing what has been shown. Something new there has not been argued.",
    ),
    "J8": Entry(
        {
            "": Wording(
                "warn",
                "Your themes and your {judgement} part ways",
                "You call {most} {rows}, and your {judgement} leans to {closing}. Say what "
                "outweighs them.",
            ),
        },
        "The verdict may go against most themes when one of them counts for more. Say which and "
        "why.",
        {
            "aqa": "AQA looks for a {judgement} that is fully backed.",
            "ocr": "OCR looks for a {judgement} that grows out of the themes.",
        },
    ),
    "M1": Entry(
        {
            "": Wording(
                "tip", "‘{row}’ has no verdict yet", "Finish this theme with a one-line verdict."
            ),
        },
        "A verdict on each theme makes the last one easy: it adds them up.",
        {"ocr": "OCR looks for a {judgement} inside the paragraphs, not only at the end."},
    ),
}


def render(signal: Signal, plan: PlanSnapshot, dismissed_reason: str | None) -> Finding | None:
    """Put a signal into words; None when the plan's scheme turns its rule off."""
    scheme = plan.question.scheme
    entry = CATALOGUE[signal.code]
    wording = entry.wordings[signal.variant]
    severity = severity_of(scheme, signal.code, wording.severity, is_mild=wording.is_mild)
    if severity is None:
        return None
    params = {**signal.params, "judgement": spelling_of(plan)}
    looked_for = entry.boards.get(scheme.key) or entry.boards.get(scheme.board_key, "")
    return Finding(
        code=signal.code,
        severity=severity,
        target=signal.target,
        target_kind=signal.target_kind,
        title=wording.title.format_map(params),
        message=wording.message.format_map(params),
        why=f"{entry.why} {looked_for}".strip().format_map(params),
        dismissed_reason=dismissed_reason,
    )
