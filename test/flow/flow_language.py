# SPDX-License-Identifier: EUPL-1.2
"""Which language answers and errors are in."""
from helper import LANGUAGES, bad, claim, copy_bergen, environment, equal, good, replace, run, test, world

WORDS = {"nb": "Behov for fastleger", "nn": "Behov for fastlegar", "en": "GPs needed"}
ERRORS = {"nb": "er ingen kommando; mente", "nn": "er ingen kommando; meinte", "en": "is no command"}


def language_of(text, words):
    found = [language for language, word in words.items() if word in text]
    claim(len(found) == 1, f"neither or several languages: {text[:200]!r}")
    return found[0]


def bare(**variables):
    env = environment(**variables)
    if "LC_ALL" not in variables:
        del env["LC_ALL"]
    return env


def add(variables, answers, errors):
    shown = " ".join(f"{key}={value}" for key, value in variables.items()) or "no variable"

    @test(f"language: {shown}: answers in {answers}, errors in {errors}")
    def _(_tmp):
        env = bare(**variables)
        equal(language_of(good("need", "--from", world.bergen, env=env).out, WORDS), answers, "answers")
        equal(language_of(run("nonsense", env=env).err, ERRORS), errors, "errors")


# Where the machine does not say one of ours, answers are in bokmål, and errors in English, which editors parse.
add({}, "nb", "en")
for locale, language in {"nb_NO.UTF-8": "nb", "nb_NO": "nb", "nb": "nb", "no_NO.UTF-8": "nb", "nn_NO.UTF-8": "nn",
                         "nn_NO": "nn", "en_US.UTF-8": "en", "en_GB": "en", "en": "en"}.items():
    add({"LANG": locale}, language, language)
    add({"LC_ALL": locale}, language, language)
for locale in ("C", "C.UTF-8", "POSIX", "de_DE.UTF-8", ""):
    add({"LANG": locale}, "nb", "en")
    add({"LC_ALL": locale}, "nb", "en")
add({"LC_MESSAGES": "nn_NO.UTF-8"}, "nn", "nn")
add({"LC_ALL": "nn_NO.UTF-8", "LC_MESSAGES": "en_US.UTF-8", "LANG": "nb_NO.UTF-8"}, "nn", "nn")
add({"LC_MESSAGES": "en_US.UTF-8", "LANG": "nb_NO.UTF-8"}, "en", "en")
add({"LC_ALL": "", "LANG": "nn_NO.UTF-8"}, "nn", "nn")
add({"LC_ALL": "C", "LANG": "nn_NO.UTF-8"}, "nb", "en")
add({"LC_NUMERIC": "en_US.UTF-8"}, "nb", "en")


def add_option(language):
    @test(f"language: --lang {language} wins over every variable, for answers and errors")
    def _(_tmp):
        for locale in ("nb_NO.UTF-8", "nn_NO.UTF-8", "en_US.UTF-8", "C", "de_DE.UTF-8"):
            env = bare(LC_ALL=locale, LC_MESSAGES=locale, LANG=locale)
            for words in (["--lang", language], [f"--lang={language}"]):
                text = good("need", "--from", world.bergen, *words, env=env).out
                equal(language_of(text, WORDS), language, f"answer under {locale}")
            error = bad("need", "--from", "/nowhere", "--lang", language, env=env).err
            expected = {"nb": "fant ingen mappe", "nn": "fann inga mappe", "en": "found no folder"}
            equal(language_of(error, expected), language, f"error under {locale}")


for each in LANGUAGES:
    add_option(each)


@test("language: an error in an option that comes after --lang is in that language")
def _(_tmp):
    for language, words in {"nb": "ventet et heltall", "nn": "venta eit heiltal", "en": "expected a whole number"}.items():
        bad("need", "--lang", language, "--residents", "abc", says=words)


@test("language: an error in an option that comes before --lang is in that language too, and is the first")
def _(_tmp):
    for language, words in {"nb": "ventet et heltall", "nn": "venta eit heiltal", "en": "expected a whole number"}.items():
        bad("need", "--residents", "abc", "--lang", language, says=words)
        bad("need", "--residents", "abc", "--nonsense", "--lang", language, says=["abc", words])
    for language, words in {"nb": "finnes ikke", "nn": "finst ikkje", "en": "there is no option"}.items():
        bad("need", "--resident-count", "5", "--explian", f"--lang={language}", says="--resident-count")
        bad("need", "--explian", f"--lang={language}", says=words)
        bad("person", "show", "--explian", "--lang", language, says=words)
    bad("need", "--residents", "abc", "--lang", "xx", says="abc")


@test("language: an unknown one is exit status 2 and names the choices")
def _(_tmp):
    for wrong in ("de", "NB", "nb_NO", "", "nbx", "e"):
        error = bad("need", "--from", world.bergen, "--lang", wrong).err
        if wrong:
            for choice in LANGUAGES:
                claim(choice in error.split("expected")[-1], f"{choice} is not named: {error!r}")


@test("language: a locale that is not installed changes no number")
def _(_tmp):
    wanted = good("workload", "--from", world.bergen, "--lang", "nb").bytes
    equal(good("workload", "--from", world.bergen, "--lang", "nb", env=bare(LC_ALL="xx_YY.UTF-8")).bytes, wanted)


@test("language: a measure has the name of the language, where the municipality gives it one")
def _(tmp):
    names = {"nb": "Markedsføring av fastlegeordningen", "nn": "Marknadsføring av fastlegeordninga",
             "en": "Marketing of the GP scheme"}
    folder = copy_bergen(tmp)

    def told(language):
        return " ".join(good("measures", "--from", folder, "--lang", language).out.split())

    for language, name in names.items():
        claim(name in told(language), f"no {name}")
    replace(folder / "measures.csv", names["nn"], "")
    claim(names["nb"] in told("nn"), "no name is left")


@test("language: names from the data stand as they are, in every language")
def _(_tmp):
    for language in LANGUAGES:
        text = good("coverage", "--from", world.bergen, "--lang", language).out
        for name in ("Laksevåg", "Årstad", "Åsane"):
            claim(name in text, f"{name} in {language}")
