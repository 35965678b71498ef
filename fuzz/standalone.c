/* SPDX-License-Identifier: EUPL-1.2 */
/* Gives a fuzz target the bytes of the files, and of all files in the folders, named as arguments:
 * so every test run, with any compiler, replays what fuzzing has found. */
#define _POSIX_C_SOURCE 200809L

#include "fuzz.h"

#include <dirent.h>
#include <sys/stat.h>

enum { PATH_BYTES = 4096, FILE_BYTES_MAX = 1 << 24 };

static bool
replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(FILE_BYTES_MAX);
    if (file == NULL || bytes == NULL) {
        fprintf(stderr, "%s: cannot be read\n", path);
        if (file != NULL) {
            fclose(file);
        }
        free(bytes);
        return false;
    }
    size_t size = fread(bytes, 1, FILE_BYTES_MAX, file);
    fclose(file);
    char *exact = copy_of(bytes, size);
    free(bytes);
    LLVMFuzzerTestOneInput((const uint8_t *)exact, size);
    free(exact);
    return true;
}

/* Adds the number of files replayed to *count. Corpora are flat: a folder in a folder is left out.
 */
static bool
replay_folder(const char *path, int *count)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return false;
    }
    bool fine = true;
    for (struct dirent *entry = readdir(folder); fine && entry != NULL; entry = readdir(folder)) {
        char inside[PATH_BYTES];
        int length = snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        struct stat status;
        fine = length > 0 && length < PATH_BYTES && stat(inside, &status) == 0;
        if (fine && S_ISREG(status.st_mode)) {
            fine = replay_file(inside);
            *count += 1;
        }
    }
    closedir(folder);
    return fine;
}

int
main(int argc, char **argv)
{
    int count = 0;
    bool fine = true;
    for (int i = 1; i < argc && fine; i++) {
        struct stat status;
        if (stat(argv[i], &status) == 0 && S_ISDIR(status.st_mode)) {
            fine = replay_folder(argv[i], &count);
        } else {
            fine = replay_file(argv[i]);
            count++;
        }
    }
    printf("%d inputs replayed\n", count);
    return fine && count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
