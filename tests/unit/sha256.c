// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/sha256.c: the examples of FIPS 180-4 (from NIST's
 * "Examples with Intermediate Values"), and that the result depends neither
 * on how the input is cut nor on where the padding falls; both by general
 * registers and by the SHA extensions.
 */
#include "purgatory/sha256.h"

#include <cpuid.h>
#include <stdlib.h>

#include "tests/tap.h"

static const char *hex(const uint8_t digest[KDP_SHA256_SIZE])
{
	static char text[2 * KDP_SHA256_SIZE + 1];
	unsigned int i;

	for (i = 0; i < KDP_SHA256_SIZE; i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
	return text;
}

static const char *sha256(const void *data, size_t size, size_t part)
{
	uint8_t digest[KDP_SHA256_SIZE];
	struct kdp_sha256 sha;
	size_t at = 0;

	kdp_sha256_init(&sha);
	while (at < size) {
		size_t take = size - at < part ? size - at : part;

		kdp_sha256_update(&sha, (const uint8_t *)data + at, take);
		at += take;
	}
	kdp_sha256_final(&sha, digest);
	return hex(digest);
}

static void published_examples(void)
{
	const char *two = "abcdbcdecdefdefgefghfghighijhijk"
			  "ijkljklmklmnlmnomnopnopq";

	TAP_STR(sha256("", 0, 1), "e3b0c44298fc1c149afbf4c8996fb924"
				  "27ae41e4649b934ca495991b7852b855");
	TAP_STR(sha256("abc", 3, 3), "ba7816bf8f01cfea414140de5dae2223"
				     "b00361a396177a9cb410ff61f20015ad");
	TAP_STR(sha256(two, 56, 56), "248d6a61d20638b8e5c026930c3e6039"
				     "a33ce45964ff2167f6ecedd419db06c1");
}

static void a_million_letters(void)
{
	char *text = malloc(1000000);

	TAP_CHECK(text);
	if (!text)
		return;
	memset(text, 'a', 1000000);
	TAP_STR(sha256(text, 1000000, 1000000),
		"cdc76e5c9914fb9281a1c7e284d73e67"
		"f1809a48a497200e046d39ccc7112cd0");
	free(text);
}

static void result_does_not_depend_on_the_cut(void)
{
	uint8_t data[300];
	char whole[2 * KDP_SHA256_SIZE + 1];
	size_t size;
	size_t part;

	for (size = 0; size < sizeof(data); size++)
		data[size] = (uint8_t)(size * 7);
	for (size = 50; size < sizeof(data); size += 3) {
		strcpy(whole, sha256(data, size, size));
		for (part = 1; part < 130; part += 9)
			TAP_STR(sha256(data, size, part), whole);
	}
}

static bool has_sha_ni(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & 1u << 29;
}

static void sha_extensions_agree(void)
{
	char by_registers[2 * KDP_SHA256_SIZE + 1];
	uint8_t data[1000];
	size_t size;

	if (!has_sha_ni()) {
		printf("# this CPU has no SHA extensions\n");
		return;
	}
	kdp_sha256_use_ni(true);
	published_examples();
	a_million_letters();
	result_does_not_depend_on_the_cut();
	for (size = 0; size < sizeof(data); size++) {
		data[size] = (uint8_t)(size * 31 + size / 256);
		kdp_sha256_use_ni(false);
		strcpy(by_registers, sha256(data, size, 1000));
		kdp_sha256_use_ni(true);
		TAP_STR(sha256(data, size, 1000), by_registers);
	}
	kdp_sha256_use_ni(false);
}

int main(void)
{
	TAP_RUN(published_examples);
	TAP_RUN(a_million_letters);
	TAP_RUN(result_does_not_depend_on_the_cut);
	TAP_RUN(sha_extensions_agree);
	return tap_done();
}
