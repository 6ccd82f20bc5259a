// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * make_samples.c - writes the records of record_sample.h into a directory, as
 * files that "kdump-prep report" reads.  report_cli.sh uses them; the seeds of
 * the fuzzers were made by it.
 */
#include <stdbool.h>
#include <stdio.h>

#include "tests/unit/record_sample.h"

static bool put(const char *dir, const char *name, const void *data,
		size_t size)
{
	char path[4096];
	FILE *file;
	bool ok;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "wb");
	if (!file)
		return false;
	ok = fwrite(data, 1, size, file) == size;
	return fclose(file) == 0 && ok;
}

int main(int argc, char **argv)
{
	uint8_t file[SAMPLE_FILE_MAX];
	struct sample sample;
	size_t size;
	bool ok;

	if (argc != 2) {
		fprintf(stderr, "usage: make_samples DIRECTORY\n");
		return 2;
	}
	sample_record(&sample);
	ok = put(argv[1], "sealed", &sample, sizeof(sample));
	size = sample_elf(&sample, file);
	ok &= put(argv[1], "elf", file, size);
	size = sample_kdump(&sample, file);
	ok &= put(argv[1], "kdump", file, size);
	size = sample_dump(&sample, file);
	ok &= put(argv[1], "dump", file, size);
	ok &= put(argv[1], "dump-cut", file, size - 1);
	file[424] |= 8;
	ok &= put(argv[1], "dump-incomplete", file, size);
	sample.header.entry_count = 0x80000000;
	sample.entry[4].before ^= 1;
	ok &= put(argv[1], "damaged", &sample, sizeof(sample));
	sample_running(&sample);
	ok &= put(argv[1], "running", &sample, sizeof(sample));
	sample_refused(&sample);
	ok &= put(argv[1], "refused", &sample, sizeof(sample));
	return !ok;
}
