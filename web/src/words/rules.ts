// SPDX-License-Identifier: EUPL-1.2
// Words of the pages of rules and of the log.
import { words } from "../words.ts";

export const rules = words({
    title: ["Regelverk", "Regelverk", "Rules"],
    intro: [
        "Tallene i lov, forskrift og avtaler som alt regnes og avgjøres etter, slik de gjelder den dagen du velger.",
        "Tala i lov, forskrift og avtalar som alt blir rekna og avgjort etter, slik dei gjeld den dagen du vel.",
        "The numbers of law, regulation and agreements that all is reckoned and decided by, as they hold on the day you choose.",
    ],
    words_intro: [
        "Hva hver regel sier, i én setning. En avgjørelse viser til reglene med nummer.",
        "Kva kvar regel seier, i éi setning. Ei avgjerd viser til reglane med nummer.",
        "What each rule says, in one sentence. A decision refers to the rules by number.",
    ],
    in_numbers: ["Tall i reglene", "Tal i reglane", "Numbers in the rules"],
    in_words: ["Hva reglene sier", "Kva reglane seier", "What the rules say"],
    says: ["Regelen sier", "Regelen seier", "The rule says"],
    day: ["Regler som gjelder", "Reglar som gjeld", "Rules in force on"],
    since: ["Sammenlign med", "Samanlikn med", "Compare with"],
    since_hint: ["Vis bare det som er endret fra denne dagen.", "Vis berre det som er endra frå denne dagen.", "Show only what changed since this day."],
    show: ["Vis", "Vis", "Show"],
    kind: ["Grunnlag", "Grunnlag", "Basis"],
    law: ["Lov og forskrift", "Lov og forskrift", "Law and regulation"],
    agreement: ["Avtale", "Avtale", "Agreement"],
    practice: ["Praksis", "Praksis", "Practice"],
    convention: ["Norm", "Norm", "Convention"],
    derived: ["Vår lesing av kilden", "Vår lesing av kjelda", "Our reading of the source"],
    own: ["Vår standard", "Vår standard", "Our own choice"],
    rule: ["Regel", "Regel", "Rule"],
    in_force: ["Gjelder", "Gjeld", "In force"],
    what: ["reglene", "reglane", "the rules"],
    changes: [
        "Endret fra {from} til {to}",
        "Endra frå {from} til {to}",
        "Changed from {from} to {to}",
    ],
    change_what: ["endringene", "endringane", "the changes"],
    /* the log */
    log_title: ["Logg", "Logg", "Log"],
    log_intro: [
        "Alt som er gjort i registeret, og alt som er sett om personer. Radene henger sammen i en kjede som ikke kan endres uten at det synes.",
        "Alt som er gjort i registeret, og alt som er sett om personar. Radene heng saman i ei kjede som ikkje kan endrast utan at det syner.",
        "All that was done in the register, and all that was seen about persons. The rows form a chain that cannot be changed unseen.",
    ],
    log_reading: [
        "Det nyeste står først. Også dette oppslaget skrives i loggen, om hver person som vises; slike rader vises bare når handlingen «Lest i loggen» er valgt.",
        "Det nyaste står først. Òg dette oppslaget blir skrive i loggen, om kvar person som blir vist; slike rader blir viste berre når handlinga «Lese i loggen» er vald.",
        "The newest stands first. This reading too is logged, about each person shown; such rows are shown only when the action “Read in the log” is chosen.",
    ],
    person: ["Bare om person nr.", "Berre om person nr.", "Only about person no."],
    who: ["Bare av (brukernavn)", "Berre av (brukarnamn)", "Only by (user name)"],
    action: ["Handling", "Handling", "Action"],
    log_day: ["Bare den dagen", "Berre den dagen", "Only on the day"],
    log_show: ["Vis loggen", "Vis loggen", "Show the log"],
    log_rows: ["Hva som er gjort og sett", "Kva som er gjort og sett", "What was done and seen"],
    verify: ["Sjekk at loggen er hel", "Sjekk at loggen er heil", "Check that the log is whole"],
    verify_hash: ["Sum notert et annet sted", "Sum notert ein annan stad", "Hash noted elsewhere"],
    verify_busy: ["Sjekker hver rad …", "Sjekkar kvar rad …", "Checking every row …"],
    whole: [
        "Loggen er hel: alle {n} rader henger sammen.",
        "Loggen er heil: alle {n} rader heng saman.",
        "The log is whole: all {n} rows hang together.",
    ],
    broken: ["Loggen er ikke hel", "Loggen er ikkje heil", "The log is not whole"],
    hash: ["Sum av siste rad", "Sum av siste rad", "Hash of the last row"],
    hash_note: [
        "Noter summen et annet sted. Den viser senere at alt før den er uendret.",
        "Noter summen ein annan stad. Han viser seinare at alt før han er uendra.",
        "Note the hash elsewhere. It shows later that all before it is unchanged.",
    ],
    number_wrong: ["Skriv et helt tall", "Skriv eit heilt tal", "Write a whole number"],
});
