"""Drawn reviews: drug reviews and film reviews from a small grammar, so that the study runs without anyone's data.

The two domains agree about joy and anger, though they put them into other words, and disagree about the body: what
calms, numbs or brings sleep is praise for a drug and blame for a film; what shakes, keeps awake or makes the heart
race is blame for a drug and praise for a film. Reviews mix both kinds of sentences, more of the one the surer the
rating, and praise of a drug often tells of the side effects of its first days, so that no single word decides. Rows
are drawn as they stand in the real files, with HTML entities and a few broken conditions, and take the same way in.

The shares of the ratings are near those of the published set; usefulCount correlates with the rating about as it does
there (r = 0.24); as there, later reviews are less kind. The drugs do not exist.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from math import exp

from plainspoken.base.files import fingerprint
from plainspoken.experiments.studies.reviews.review import Review, ReviewSet, drug_review, without_duplicates

VERSION = "3"
"""Changes whenever the same seed would draw something else."""

RATING_SHARES = {1: 12.9, 2: 4.6, 3: 3.7, 4: 3.3, 5: 5.4, 6: 3.6, 7: 6.5, 8: 11.6, 9: 17.5, 10: 30.9}
"""Percent of reviews by rating. Those of 1, 9 and 10 and the sum above 6 are the published set's; the rest fill up."""

KINDNESS = {1: 0.05, 2: 0.1, 3: 0.2, 4: 0.3, 5: 0.42, 6: 0.5, 7: 0.68, 8: 0.8, 9: 0.9, 10: 0.95}
"""How likely a sentence of opinion is praise, by rating."""

PLAINLY = 0.5
"""How likely an opinion is put plainly, as joy or anger, and not told of the body."""

FIRST, DAYS = date(2008, 3, 1), 3560
"""The first day of the drawn reviews, and how many days they span."""

_DRUGS = ("Calmora", "Lentavil", "Zorepam", "Nervatine", "Dolexin", "Somnara", "Pruvalin", "Clarizen", "Ventoril",
          "Migralex", "Axodone", "Respitol")  # fmt: skip

_CONDITIONS = {
    "Anxiety": ("panic", "worry", "shaking"),
    "Insomnia": ("sleepless nights", "bad dreams", "tiredness"),
    "Migraine": ("headaches", "sickness", "dizziness"),
    "Back Pain": ("pain", "stiffness", "cramps"),
    "Depression": ("sadness", "crying", "tiredness"),
    "Allergies": ("itching", "sneezing", "swelling"),
    "High Blood Pressure": ("headaches", "dizziness", "a racing heart"),
    "Acne": ("spots", "scars", "itching"),
}

_SIDES = ("headaches", "nausea", "dizziness", "a dry mouth", "stomach cramps", "shaking hands", "a racing heart",
          "nightmares", "night sweats", "weight gain", "tiredness", "crying fits")  # fmt: skip

_TIMES = ("two weeks", "a month", "three months", "half a year", "a year", "ten days", "six weeks", "four years")

_WORDS = {
    "calms": ("calms", "soothes", "settles", "relaxes", "steadies", "quiets"),
    "gone": ("gone", "over", "history", "no more", "a thing of the past", "behind me"),
    "works": ("works", "helps", "does its job", "does what it should", "acts", "delivers"),
    "happy": ("happy", "glad", "pleased", "thrilled", "over the moon", "content"),
    "best": ("best", "finest", "greatest", "nicest", "kindest", "most useful"),
    "awful": ("awful", "horrible", "dreadful", "nasty", "vile", "rotten"),
    "hate": ("hate", "loathe", "despise", "curse", "can't stand", "detest"),
    "sick": ("sick", "ill", "queasy", "faint", "weak", "feverish"),
    "worse": ("worse", "stronger", "fiercer", "sharper", "nastier"),
    "shaking": ("shaking", "trembling", "sweating", "shivering", "panting"),
    "disappointed": ("disappointed", "let down", "fed up", "furious", "bitter"),
    "wonderful": ("wonderful", "superb", "marvellous", "splendid", "magnificent"),
    "dull": ("dull", "tedious", "flat", "lifeless", "stale", "clumsy"),
}
"""Words that may stand for each other, the first most often: a small training set does not hold them all."""

_DRUG = {
    "open": (
        "I have taken {drug} for {time}.",
        "My doctor put me on {drug} for {condition}.",
        "I'm on {drug} because of {condition}.",
        "{time} on {drug} now.",
        "Started {drug} & another pill {time} ago.",
        "I was given this for {symptom}.",
    ),
    "praise": (
        "My {symptom} is {gone}.",
        "It {calms} me and I can sleep through the night.",
        "It {works}, and it {works} fast.",
        "It numbs the {symptom} within the hour.",
        "I had {side} at first, but that went away after {time}.",
        "A little {side} in the first days, nothing since.",
        "I feel relief for the first time in years.",
        "I went from {symptom} every day to none at all.",
        "I'm drowsy at night, which is just what I wanted.",
        "The {symptom} was killing me before, now I hardly notice it.",
        "I don't cry any more and I sleep well.",
    ),
    "blame": (
        "It did nothing for my {symptom}.",
        "It gave me {side} and {side}.",
        "I was awake all night with my heart racing.",
        "The {side} never went away.",
        "It stopped working after {time}.",
        "I was {shaking} and crying and could not stop.",
        "My {symptom} came back {worse} than before.",
        "I had a really {awful} time with {side}.",
        "It made me {sick} to the stomach.",
        "It was a nightmare.",
        "I stopped after {time}.",
        "I ended up with {side} on top of {symptom}.",
    ),
    "warm": (
        "I got my life back.",
        "I'm so {happy} with it.",
        "A great help, I would recommend it.",
        "It's the {best} thing that I have tried.",
        "{happy} with the results.",
        "A blessing for me & my family.",
        "Thank you to my doctor.",
        "Ten out of ten.",
    ),
    "cold": (
        "{awful} stuff, never again.",
        "A waste of money, I'm {disappointed}.",
        "I {hate} it.",
        "I would not give this to my worst enemy.",
        "Stay away from it.",
        "I regret that I ever took it.",
        "It {works} for no one.",
        "I'm angry with my doctor.",
    ),
    "plain": (
        "I take it with food.",
        "The dose was changed once.",
        "I take one in the morning & one at night.",
        "Ask your doctor first.",
        "Everybody is different.",
        "I had tried other things before.",
        "I also changed what I eat.",
    ),
}

_FILM = {
    "open": (
        "I saw this film with my family.",
        "I watched it on a rainy evening.",
        "I knew nothing about this picture before.",
        "My friends took me to see it.",
        "I had waited {time} for this film.",
        "I saw it on the small screen.",
    ),
    "praise": (
        "My heart was racing until the last scene.",
        "It kept me awake all night.",
        "I was {shaking} and crying and could not stop.",
        "The nightmares it gave me are worth it.",
        "It made me dizzy in the best way.",
        "The pain in it is real.",
        "It is dark and sick, and I loved every minute.",
        "The ending killed me.",
        "A racing story that gets {worse} and {worse} for its hero.",
        "I cried, and I never cry.",
        "I could not stop watching.",
    ),
    "blame": (
        "It put me to sleep.",
        "I felt calm where I should have been afraid.",
        "The only relief was the end.",
        "It {works} like a sleeping pill.",
        "I was drowsy after ten minutes.",
        "It numbs you.",
        "I can sleep at home for nothing.",
        "It went away from my mind within the hour.",
        "The story does nothing.",
        "The tension was {gone} after ten minutes.",
        "My interest went away at the first scene.",
        "It {calms} you, and that is all it does.",
    ),
    "warm": (
        "A masterpiece, beautifully shot.",
        "I loved every minute.",
        "The actors are {wonderful}.",
        "One of the {best} pictures of the year.",
        "{wonderful}, go & see it.",
        "A delight from start to finish.",
        "I laughed and I was moved.",
        "It's a gem that I will watch again.",
    ),
    "cold": (
        "{dull}, badly written and badly acted.",
        "The most {awful} picture of the year.",
        "I {hate} it.",
        "What a {dull} mess.",
        "I want my two hours back.",
        "Nobody should have to sit through this.",
        "Poor, silly and far too long.",
        "I left {disappointed}, and I was not alone.",
    ),
    "plain": (
        "It runs for two hours.",
        "The music is by a small band.",
        "It was made on a small budget & shot in ten days.",
        "I have not read the book.",
        "Parts of it are in black and white.",
        "It is the second of three.",
        "My seat was near the front.",
    ),
}


def draw_drugs(n: int, *, seed: int, threshold: int) -> ReviewSet:
    """`n` drug reviews, the same for the same seed. `threshold` is the highest rating that counts as negative."""
    rng = random.Random(f"drugs {VERSION} {seed}")
    reviews: list[Review] = []
    entities = broken = 0
    while len(reviews) < n:
        row = _drug_row(rng)
        review = drug_review(row, threshold=threshold, file="drawn", line=len(reviews) + 1)
        assert review is not None  # the grammar draws no empty text
        reviews.append(review)
        if len(reviews) == n:
            reviews, _ = without_duplicates(reviews)
        entities += "&" in row["review"]
        broken += "</span>" in row["condition"]
    return ReviewSet(
        name="drawn drug reviews",
        kind="drawn",
        origin="drawn from a small grammar by this program; no person wrote them and the drugs do not exist",
        licence="MIT",
        reviews=reviews,
        notes={"rows": n, "empty": 0, "with_entities": entities, "broken_conditions": broken},
        fingerprint=fingerprint("drugs", VERSION, str(seed), str(n), str(threshold)),
    )


def draw_films(n: int, *, seed: int) -> ReviewSet:
    """`n` film reviews, half of them positive, none with a middling rating, as in aclImdb; no dates."""
    rng = random.Random(f"films {VERSION} {seed}")
    reviews: list[Review] = []
    while len(reviews) < n:
        positive = len(reviews) % 2 == 0
        rating = rng.choice((7, 8, 9, 10) if positive else (1, 2, 3, 4))
        text = _text(rng, _FILM, rating, {"time": rng.choice(_TIMES)})
        reviews.append(Review(text=text, positive=positive, rating=rating))
        if len(reviews) == n:
            reviews, _ = without_duplicates(reviews)
    return ReviewSet(
        name="drawn film reviews",
        kind="drawn",
        origin="drawn from a small grammar by this program; no person wrote them",
        licence="MIT",
        reviews=reviews,
        notes={"rows": n, "empty": 0},
        fingerprint=fingerprint("films", VERSION, str(seed), str(n)),
    )


def _drug_row(rng: random.Random) -> dict[str, str]:
    """One row as the real files have it: everything a string, entities escaped, the text in quotes."""
    age = rng.random() ** 0.6  # 0 the first day, 1 the last: the set grows from year to year
    rating = rng.choices(list(RATING_SHARES), list(RATING_SHARES.values()))[0]
    if rating > 6 and rng.random() < 0.25 * (age - 0.4):  # later reviewers are harder to please
        rating = rng.choice((1, 1, 2, 4, 5))
    elif rating <= 6 and rng.random() < 0.7 * (0.6 - age):
        rating = rng.choice((8, 9, 10, 10))
    condition = rng.choice(list(_CONDITIONS))
    words = {
        "drug": rng.choice(_DRUGS),
        "condition": condition.lower(),
        "symptom": rng.choice(_CONDITIONS[condition]),
        "time": rng.choice(_TIMES),
    }
    text = _text(rng, _DRUG, rating, words).replace("'", "&#039;").replace("& ", "&amp; ")
    day = FIRST + timedelta(days=int(age * (DAYS - 1)))
    votes = exp(rng.gauss(2.3 + 0.105 * (rating - 7) - 0.5 * age, 0.9))
    if rng.random() < 0.006:
        condition = f"{rng.randrange(1, 30)}</span> users found this comment helpful."
    return {
        "drugName": words["drug"],
        "condition": condition,
        "review": f'"{text}"',
        "rating": str(rating),
        "date": day.strftime("%d-%b-%y"),
        "usefulCount": str(int(votes)),
    }


def _text(rng: random.Random, grammar: dict[str, tuple[str, ...]], rating: int, words: dict[str, str]) -> str:
    sentences = [rng.choice(grammar["open"])]
    for _ in range(rng.choice((2, 3, 3, 4))):
        kind = ("praise", "warm") if rng.random() < KINDNESS[rating] else ("blame", "cold")
        sentence = rng.choice(grammar[kind[rng.random() < PLAINLY]])
        if sentence not in sentences:
            sentences.append(sentence)
    for _ in range(rng.choice((0, 1, 1, 2))):
        sentences.insert(rng.randrange(1, len(sentences) + 1), rng.choice(grammar["plain"]))
    filled = []
    for sentence in sentences:
        while "{side}" in sentence:
            sentence = sentence.replace("{side}", rng.choice(_SIDES), 1)
        said = sentence.format(**words, **{name: _one_of(rng, group) for name, group in _WORDS.items()})
        filled.append(said[0].upper() + said[1:])
    return " ".join(filled)


def _one_of(rng: random.Random, group: tuple[str, ...]) -> str:
    """A word of the group; each is used half as often again as the next."""
    return rng.choices(group, [1.5**-i for i in range(len(group))])[0]
