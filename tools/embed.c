/* SPDX-License-Identifier: EUPL-1.2 */
/* Build tool: writes a C file that holds the bytes of other files.
 * usage: embed OUTPUT.c SYMBOL [FILE…]  gives `const struct embedded_file SYMBOL[]`
 * (base/embedded.h), in the order named, ended by a row whose name is NULL. The name is the file's
 * own, without its folders. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
write_bytes(FILE *out, const char *path, int number, unsigned long *length)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        perror(path);
        return 0;
    }
    fprintf(out, "static const unsigned char file_%d[] = {", number);
    int c;
    for (*length = 0; (c = getc(in)) != EOF; ++*length) {
        fprintf(out, "%s%d,", *length % 20 == 0 ? "\n" : "", c);
    }
    fprintf(out, "0};\n");
    int fine = !ferror(in);
    fclose(in);
    return fine;
}

int
main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: embed OUTPUT.c SYMBOL [FILE...]\n");
        return 2;
    }
    FILE *out = fopen(argv[1], "wb");
    unsigned long *lengths = calloc((size_t)argc, sizeof *lengths);
    if (out == NULL || lengths == NULL) {
        perror(argv[1]);
        return 1;
    }
    fprintf(out, "#include \"base/embedded.h\"\n#include <stddef.h>\n");
    int fine = 1;
    for (int i = 3; fine && i < argc; i++) {
        fine = write_bytes(out, argv[i], i, &lengths[i]);
    }
    fprintf(out, "extern const struct embedded_file %s[];\nconst struct embedded_file %s[] = {\n",
            argv[2], argv[2]);
    for (int i = 3; i < argc; i++) {
        const char *slash = strrchr(argv[i], '/');
        fprintf(out, "    {\"%s\", file_%d, %luu},\n", slash == NULL ? argv[i] : slash + 1, i,
                lengths[i]);
    }
    fprintf(out, "    {NULL, NULL, 0},\n};\n");
    free(lengths);
    return fclose(out) == 0 && fine ? 0 : 1;
}
