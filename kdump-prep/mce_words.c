// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mce_words.c - decodes what all vendors have in common; see mce_words.h.
 *
 * Intel SDM Vol. 3B, 16.3.1.2 (IA32_MCG_STATUS), 16.3.2.2 (IA32_MCi_STATUS)
 * and 16.9 (error codes); AMD APM Vol. 2, 9.3.2 and 9.4, has the same bits
 * and compound codes.
 */
#include "kdump-prep/mce_words.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>

#define STATUS_PCC   (1ull << 57)
#define STATUS_ADDRV (1ull << 58)
#define STATUS_MISCV (1ull << 59)
#define STATUS_UC    (1ull << 61)
#define STATUS_OVER  (1ull << 62)

/* Set where reports of corrected errors are filtered; no part of the code. */
#define CODE_FILTER 0x1000u

void kdp_mce_put_status(uint64_t status, FILE *out)
{
	static const char *const bits[] = { "RIPV", "EIPV", "MCIP", "LMCE" };
	const char *comma = " (";
	size_t i;

	fprintf(out, "0x%" PRIx64, status);
	for (i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		if (!(status >> i & 1))
			continue;
		fprintf(out, "%s%s", comma, bits[i]);
		comma = ", ";
	}
	if (*comma == ',')
		fputc(')', out);
}

/* Table 15-9, "simple error codes". */
static const char *simple_code(uint32_t code)
{
	static const char *const words[] = {
		"no error",	      "unclassified",
		"microcode ROM parity", "external",
		"FRC",		      "internal parity",
		"SMM code access",
	};

	if (code < sizeof(words) / sizeof(words[0]))
		return words[code];
	if (code == 0x400)
		return "internal timer";
	if (code > 0x400 && code < 0x800)
		return "internal unclassified";
	if (code == 0xe0b)
		return "I/O";
	return NULL;
}

/* Table 15-10, "compound error codes": the highest bit set tells the class. */
static const char *compound_code(uint32_t code)
{
	if (code >= 0x800)
		return code < 0x1000 ? "bus" : NULL;
	if (code >= 0x100)
		return code < 0x200 ? "cache" : NULL;
	if (code >= 0x80)
		return "memory controller";
	if (code >= 0x10)
		return code < 0x20 ? "TLB" : NULL;
	return code >= 0x0c ? "cache" : NULL;
}

static const char *code_class(uint32_t code)
{
	const char *word;

	code &= ~CODE_FILTER;
	word = simple_code(code);
	if (!word)
		word = compound_code(code);
	return word ? word : "not known";
}

void kdp_mce_put_bank(uint64_t status, uint64_t addr, uint64_t misc,
		      FILE *out)
{
	uint32_t code = status & 0xffff;

	fprintf(out, "STATUS 0x%016" PRIx64 ": %s%s%s, error code 0x%04x "
		"(%s), model code 0x%04x", status,
		status & STATUS_UC ? "uncorrected" : "corrected",
		status & STATUS_PCC ? ", context corrupt" : "",
		status & STATUS_OVER ? ", others lost" : "", code,
		code_class(code), (unsigned int)(status >> 16 & 0xffff));
	if (status & STATUS_ADDRV)
		fprintf(out, ", address 0x%" PRIx64, addr);
	if (status & STATUS_MISCV)
		fprintf(out, ", MISC 0x%" PRIx64, misc);
}
