// SPDX-License-Identifier: EUPL-1.2
// Words of the login page.
import { words } from "../words.ts";

export const login = words({
    title: ["Logg inn", "Logg inn", "Log in"],
    name: ["Brukernavn", "Brukarnamn", "User name"],
    password: ["Passord", "Passord", "Password"],
    show_password: ["Vis passordet", "Vis passordet", "Show the password"],
    log_in: ["Logg inn", "Logg inn", "Log in"],
    working: ["Logger inn …", "Loggar inn …", "Logging in …"],
    name_missing: ["Skriv brukernavnet", "Skriv brukarnamnet", "Write the user name"],
    password_missing: ["Skriv passordet", "Skriv passordet", "Write the password"],
    wrong: [
        "Brukernavnet eller passordet er feil.",
        "Brukarnamnet eller passordet er feil.",
        "The user name or the password is wrong.",
    ],
    wrong_more: [
        "Etter fem feil på rad er brukeren låst i 15 minutter, også for det riktige passordet.",
        "Etter fem feil på rad er brukaren låst i 15 minutt, òg for det rette passordet.",
        "After five failures in a row the user is locked for 15 minutes, for the right password too.",
    ],
    locked: ["For mange forsøk", "For mange forsøk", "Too many attempts"],
    locked_more: [
        "Vent litt før du prøver igjen.",
        "Vent litt før du prøver igjen.",
        "Wait a little before you try again.",
    ],
    or: ["eller", "eller", "or"],
    helseid: ["Logg inn med HelseID", "Logg inn med HelseID", "Log in with HelseID"],
    idporten: ["Logg inn med ID-porten", "Logg inn med ID-porten", "Log in with ID-porten"],
    other_service: ["Logg inn med {name}", "Logg inn med {name}", "Log in with {name}"],
    staff_hint: ["For ansatte og fastleger", "For tilsette og fastlegar", "For staff and GPs"],
    resident_hint: ["For innbyggere", "For innbyggjarar", "For residents"],
    service_failed: [
        "Innloggingen ble ikke fullført.",
        "Innlogginga blei ikkje fullført.",
        "The login was not completed.",
    ],
    unknown: [
        "Innloggingen gikk bra, men du har ingen bruker her.",
        "Innlogginga gjekk bra, men du har ingen brukar her.",
        "The login went well, but you have no user here.",
    ],
    already: ["Du er logget inn som {name}.", "Du er logga inn som {name}.", "You are logged in as {name}."],
    go_on: ["Gå videre", "Gå vidare", "Go on"],
    need_account: [
        "Mangler du bruker? Den som drifter Dekning i kommunen, lager den.",
        "Manglar du brukar? Den som driftar Dekning i kommunen, lagar han.",
        "No user? Whoever runs Dekning in the municipality makes one.",
    ],
});
