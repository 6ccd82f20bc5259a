// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * summary.c - the rates as text.
 */
#include "tests/matrix/page.h"

bool summary_print(const struct factors *factors,
		   const struct results *results, FILE *file)
{
	struct filter filter = tally_any(factors, results);

	fprintf(file, "    %-12s %-33s %s\n", "way",
		"dumps saved (95 % interval)", "crash to saved dump");
	for (size_t i = 0; i < factors->count[FACTOR_WAY]; i++) {
		struct tally tally;
		char text[TALLY_TEXT_SIZE];

		filter.value[0] = (int)i;
		tally = tally_count(&filter);
		if (!tally.all)
			continue;
		tally_describe(text, &tally);
		fprintf(file, "    %-12s ", factors->value[FACTOR_WAY][i].name);
		if (tally.good)
			fprintf(file, "%-33s %.1f s\n", text,
				tally_downtime(&filter));
		else
			fprintf(file, "%s\n", text);
	}
	return !ferror(file);
}
