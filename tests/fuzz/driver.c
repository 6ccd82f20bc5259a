// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * driver.c - runs a fuzz target once over each of its seeds, where there is
 * no libFuzzer: tests/fuzz/NAME runs $top_srcdir/tests/fuzz/corpus/NAME, or
 * the files named on the command line.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define SEED_MAX 0x100000u

static unsigned int count;
static unsigned int bad;

static void run_seed(const char *path, const char *name)
{
	uint8_t *data = malloc(SEED_MAX);
	FILE *seed = fopen(path, "rb");
	size_t size;
	uint8_t *fit;

	if (!data || !seed) {
		printf("not ok %u - %s\n# cannot read %s\n", ++count, name,
		       path);
		bad++;
	} else {
		size = fread(data, 1, SEED_MAX, seed);
		/* Memory of just this size lets ASan see a byte too far. */
		fit = malloc(size ? size : 1);
		if (fit)
			memcpy(fit, data, size);
		if (fit)
			LLVMFuzzerTestOneInput(fit, size);
		free(fit);
		printf("ok %u - %s\n", ++count, name);
	}
	if (seed)
		fclose(seed);
	free(data);
}

static int is_seed(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void run_corpus(const char *program)
{
	const char *top = getenv("top_srcdir");
	const char *slash = strrchr(program, '/');
	struct dirent **list;
	char path[4096];
	char dir[2048];
	int n;
	int i;

	snprintf(dir, sizeof(dir), "%s/tests/fuzz/corpus/%s", top ? top : ".",
		 slash ? slash + 1 : program);
	n = scandir(dir, &list, is_seed, alphasort);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, list[i]->d_name);
		run_seed(path, list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	if (!count) {
		printf("not ok %u - corpus\n# no seeds in %s\n", ++count, dir);
		bad++;
	}
}

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		run_seed(argv[i], argv[i]);
	if (argc == 1)
		run_corpus(argv[0]);
	printf("1..%u\n", count);
	return bad != 0;
}
