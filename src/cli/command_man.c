/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "cli/group.h"
#include "server/setting.h"

/* man(7). The words are plain; only "-" must be marked as a true hyphen for copying. */
static const char preface[] =
    ".TH DEKNING 1 \"\" \"Dekning\" \"User commands\"\n"
    ".SH NAME\n"
    "dekning \\- the regular-GP scheme of a municipality: are there enough GPs, and the register\n"
    ".SH SYNOPSIS\n"
    ".B dekning\n"
    ".I COMMAND\n"
    "[\\fIOPTION\\fR...]\n"
    ".SH DESCRIPTION\n"
    "Answers whether a municipality has enough GPs, where, and how many it must recruit, from its "
    "own\n"
    "tables, each number traceable to its source. A municipality is a folder of CSV tables, or a\n"
    "database loaded from one. The register runs the scheme in that database, person by person: "
    "who\n"
    "is on which list, by which rule, and who did and saw what.\n"
    ".SH COMMANDS\n";

static const char ending[] =
    ".SH EXIT STATUS\n"
    ".TP\n0\ndone\n"
    ".TP\n1\nthe answer is \\(lqno\\(rq: a rule refuses it, \\fBcheck\\fR found contradictions\n"
    ".TP\n2\nwrong use or bad input\n"
    ".TP\n3\ninternal\n"
    ".SH ENVIRONMENT\n"
    ".TP\n.B DEKNING_DB\nThe database, where \\fB\\-\\-db\\fR is not given.\n"
    ".TP\n.B DEKNING_MUNICIPALITY\nWhich municipality in the database, where "
    "\\fB\\-\\-municipality\\fR is not given.\n"
    ".TP\n.B LC_ALL, LC_MESSAGES, LANG\nThe language, where \\fB\\-\\-lang\\fR is not given.\n"
    ".TP\n.B DEKNING_KEY\nThe key file, where \\fB\\-\\-key\\fR is not given.\n"
    ".TP\n.B DEKNING_ACTOR\nWho works, as the log is to show it, where \\fB\\-\\-actor\\fR is not "
    "given.\n"
    ".TP\n.B COLUMNS\nThe width of the terminal.\n"
    ".SH FILES\n"
    ".TP\n.B dekning.db\nThe database, where none is named.\n"
    ".TP\n.B dekning.key\nThe key file, where none is named.\n";

static void
add_escaped(struct text *out, const char *words)
{
    for (; *words != '\0'; words++) {
        if (*words == '-' || *words == '\\') {
            text_add_char(out, '\\');
        }
        text_add_char(out, *words);
    }
}

static void
add_entry(struct text *out, const char *prefix, const char *name, const char *argument,
          const char *about)
{
    text_add(out, ".TP\n\\fB");
    add_escaped(out, prefix);
    add_escaped(out, name);
    text_add(out, argument[0] != '\0' ? "\\fR \\fI" : "");
    add_escaped(out, argument);
    text_add(out, "\\fR\n");
    add_escaped(out, about);
    text_add_char(out, '\n');
}

static void
add_word(void *out, const char *name, const char *arguments, const char *about)
{
    add_entry(out, "", name, arguments, about);
}

static void
add_words(struct text *out, const struct command *command)
{
    text_format(out, ".SS %s\n", command->name);
    group_each(command, LANGUAGE_EN, add_word, out);
}

int
command_man(struct context *context)
{
    int status;
    if (!context_argument_limit(context, 0, &status)) {
        return status;
    }
    struct text out;
    text_init(&out, 1 << 20);
    text_add(&out, preface);
    for (size_t i = 0; i < command_count; i++) {
        add_entry(&out, "", commands[i].name, commands[i].arguments,
                  command_about(&commands[i], LANGUAGE_EN));
    }
    text_add(&out, ".SH COMMANDS OF THE REGISTER\n");
    for (size_t i = 0; i < command_count; i++) {
        if (commands[i].run == NULL) {
            add_words(&out, &commands[i]);
        }
    }
    text_add(&out, ".SH OPTIONS\nWhich options a command takes is shown by\n.BR \"dekning COMMAND "
                   "\\-\\-help\" ,\nof two words by\n.BR \"dekning COMMAND WORD "
                   "\\-\\-help\" .\n");
    for (int option = 0; option < OPTION_COUNT; option++) {
        add_entry(&out, "--", option_name((enum option_id)option),
                  option_metavar((enum option_id)option),
                  option_about((enum option_id)option, LANGUAGE_EN));
    }
    add_entry(&out, "--", "version", "", "show the program's version; in place of a command");
    text_add(&out, ".SH OPTIONS OF SERVE\nEach may also stand in the environment, \\-\\-port as "
                   "DEKNING_PORT, or in the file of \\-\\-settings as\nport = 8080.\n");
    for (int setting = 0; setting < SETTING_COUNT; setting++) {
        add_entry(&out, "--", setting_name((enum setting_id)setting),
                  setting_metavar((enum setting_id)setting),
                  setting_about((enum setting_id)setting, LANGUAGE_EN));
    }
    text_add(&out, ending);
    status = context_print(context, &out, EXIT_DONE);
    text_free(&out);
    return status;
}
