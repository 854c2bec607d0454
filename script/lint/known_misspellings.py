"""Misspellings that such talks are known to have: no word at all, and what was meant beyond doubt."""

from __future__ import annotations

SPELLINGS = {
    "recieve": "receive", "recieved": "received", "seperate": "separate", "seperately": "separately",
    "occured": "occurred", "occurence": "occurrence", "accross": "across", "acheive": "achieve",
    "acheived": "achieved", "lenght": "length", "wich": "which", "teh": "the", "begining": "beginning",
    "definately": "definitely", "enviroment": "environment", "grammer": "grammar", "independant": "independent",
    "intial": "initial", "neccessary": "necessary", "necesary": "necessary", "paramater": "parameter",
    "paramaters": "parameters", "parametres": "parameters", "perfomance": "performance", "peformance": "performance",
    "publically": "publicly", "refered": "referred", "succesful": "successful", "sucessful": "successful",
    "succesfully": "successfully", "untill": "until", "accomodate": "accommodate", "arguement": "argument",
    "convolutonal": "convolutional", "convolutionnal": "convolutional", "classifer": "classifier",
    "accurracy": "accuracy", "acuracy": "accuracy", "trainning": "training", "overfiting": "overfitting",
    "generalisaton": "generalisation", "dateset": "dataset", "datasest": "dataset", "netowrk": "network",
    "netwrok": "network", "lerning": "learning", "leanring": "learning", "architechture": "architecture",
    "arquitecture": "architecture", "existant": "existent", "similiar": "similar", "simular": "similar",
    "thier": "their", "truely": "truly", "wierd": "weird", "alot": "a lot", "infact": "in fact",
    "reccommend": "recommend", "recomend": "recommend", "comparision": "comparison", "consistant": "consistent",
    "dissapear": "disappear", "experiement": "experiment", "expirement": "experiment", "probabilty": "probability",
    "randomnly": "randomly", "represenation": "representation", "sentimet": "sentiment", "tranfer": "transfer",
    "transfered": "transferred", "transfering": "transferring", "validaton": "validation", "occuring": "occurring",
    "maintainance": "maintenance", "preceeding": "preceding", "existance": "existence",
    "doesnt": "doesn't", "isnt": "isn't", "wasnt": "wasn't", "didnt": "didn't",
}  # fmt: skip

# Slips that a dictionary has too, as a name or a rare word, so that only the small letters tell them.
SMALL_SLIPS = {
    "wil": "will", "modell": "model", "modells": "models", "tunning": "tuning", "hte": "the", "adn": "and",
    "taht": "that", "thsi": "this", "waht": "what", "noone": "no one", "ther": "there", "comming": "coming",
    "becuase": "because", "whith": "with", "lable": "label", "lables": "labels", "desing": "design", "layes":
    "layers", "ouput": "output", "ouputs": "outputs",
}  # fmt: skip
