// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/report.c and record_json.c: the report of each kind of
 * record is the golden file in tests/unit/report/, no line passes 80 columns,
 * the same is printed whether the record came from an ELF or from a
 * kdump-compressed file, a whole copy stands in for a damaged record, and the
 * JSON form parses.
 *
 * KDP_UPDATE_GOLDEN=1 in the environment writes the golden files anew.
 */
#include "kdump-prep/report.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "kdump-prep/mce_words.h"
#include "kdump-prep/record_json.h"
#include "tests/tap.h"
#include "tests/unit/record_sample.h"

static struct sample sample;
static uint8_t file[SAMPLE_FILE_MAX];

/* The bytes of a vmcore, through @write; the caller frees the text. */
static char *text_of(const void *data, size_t size,
		     struct kdp_error *(*write)(const struct kdp_record_model *,
						FILE *))
{
	struct kdp_record_model model;
	struct kdp_vmcore vmcore;
	struct kdp_error *err;
	char *text = NULL;
	size_t text_size;
	int fd = sample_fd(data, size);
	FILE *out = open_memstream(&text, &text_size);

	err = kdp_vmcore_read(fd, &vmcore);
	close(fd);
	if (!err) {
		err = kdp_report_decode(&vmcore, &model);
		kdp_vmcore_deinit(&vmcore);
	}
	if (!err) {
		err = write(&model, out);
		kdp_record_model_deinit(&model);
	}
	fclose(out);
	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
	return text;
}

static void read_golden(const char *path, char *buffer, size_t size)
{
	FILE *golden = fopen(path, "r");
	size_t used = 0;

	if (golden) {
		used = fread(buffer, 1, size - 1, golden);
		fclose(golden);
	}
	buffer[used] = 0;
}

static void write_golden(const char *path, const char *text)
{
	FILE *golden = fopen(path, "w");

	TAP_CHECK(golden);
	if (golden) {
		fputs(text, golden);
		fclose(golden);
	}
}

static void is_golden(const char *text, const char *name)
{
	const char *top = getenv("top_srcdir");
	static char golden[0x10000];
	char path[4096];

	snprintf(path, sizeof(path), "%s/tests/unit/report/%s",
		 top ? top : ".", name);
	if (getenv("KDP_UPDATE_GOLDEN"))
		write_golden(path, text);
	read_golden(path, golden, sizeof(golden));
	TAP_STR(text, golden);
}

static void no_line_is_too_long(const char *text)
{
	size_t len;

	while (*text) {
		len = strcspn(text, "\n");
		TAP_CHECK(len <= 80);
		TAP_CHECK(!len || text[len - 1] != ' ');
		text += len + (text[len] != 0);
	}
}

static void check_report(const char *name)
{
	char *text = text_of(&sample, sizeof(sample), kdp_report_write);

	no_line_is_too_long(text);
	is_golden(text, name);
	free(text);
}

static void sealed_record_is_reported(void)
{
	sample_record(&sample);
	check_report("sealed.txt");
}

static void running_record_names_the_step_it_ended_in(void)
{
	sample_running(&sample);
	check_report("running.txt");
}

static void refused_record_is_reported(void)
{
	sample_refused(&sample);
	check_report("refused.txt");
}

static void armed_record_says_that_purgatory_did_not_run(void)
{
	sample_running(&sample);
	sample.header.state = KDP_RECORD_ARMED;
	sample.header.entry_count = 0;
	memset(sample.entry, 0, sizeof(sample.entry));
	sample_close(&sample);
	check_report("armed.txt");
}

static void damaged_record_is_reported_with_its_damage(void)
{
	sample_record(&sample);
	sample.header.flags |= KDP_RECORD_F_PLAN_BAD;
	sample.header.entry_count = 0x80000000;
	sample.header.loader[0] = '\x1b';
	sample.entry[4].before ^= 0x40;
	sample.entry[5].code = 99;
	sample.entry[5].crc = 0;
	check_report("damaged.txt");
}

static void numbers_without_a_name_are_printed(void)
{
	sample_record(&sample);
	sample.header.state = 77;
	sample.entry[1].kind = 0xeeee;
	sample.entry[1].status = 0xdddd;
	sample.entry[2].code = 99;
	sample.entry[2].before = UINT64_MAX;
	sample.entry[2].after = UINT64_MAX;
	sample_close(&sample);
	check_report("unknown.txt");
}

static void elf_and_kdump_report_the_same(void)
{
	char *kdump;
	char *elf;

	sample_record(&sample);
	elf = text_of(file, sample_elf(&sample, file), kdp_report_write);
	kdump = text_of(file, sample_kdump(&sample, file), kdp_report_write);
	TAP_STR(kdump, elf);
	is_golden(elf, "sealed.txt");
	free(elf);
	free(kdump);
}

static void whole_copy_stands_in_for_damaged_record(void)
{
	uint8_t *record;
	size_t size;
	char *text;

	sample_record(&sample);
	size = sample_elf(&sample, file);
	record = memmem(file, size, &sample, sizeof(sample));
	record[offsetof(struct kdp_record, pin_count)] ^= 1;
	text = text_of(file, size, kdp_report_write);
	TAP_CHECK(strstr(text, "record's copy;"));
	TAP_CHECK(strstr(text, "pins 24;"));
	free(text);

	/* A copy that is damaged as well is no better. */
	record = memmem(record + 1, size - (size_t)(record + 1 - file),
			&sample, 64);
	record[offsetof(struct kdp_record, cr0)] ^= 1;
	text = text_of(file, size, kdp_report_write);
	TAP_CHECK(!strstr(text, "record's copy;"));
	TAP_CHECK(strstr(text, "pins 25;"));
	free(text);
}

/* Puts details behind the first step, in place of all else. */
static void put_details(const struct kdp_entry *details, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		sample.entry[i + 1] = details[i];
		sample.entry[i + 1].seq = (uint32_t)i + 1;
		sample.entry[i + 1].type = KDP_ENTRY_DETAIL;
		sample.entry[i + 1].kind = KDP_STEP_PCI;
	}
	sample.header.entry_count = (uint32_t)count + 1;
	sample_close(&sample);
}

/* Each way in which a detail can be put, one after the other. */
static void every_detail_has_its_words(void)
{
	static const struct kdp_entry details[] = {
		{ .code = KDP_CODE_IOAPIC, .status = KDP_STATUS_UNSUPPORTED,
		  .before = 0xffffffff },
		{ .code = KDP_CODE_IRR, .status = KDP_STATUS_TIMEOUT,
		  .object = 0x31, .before = 1 },
		{ .code = KDP_CODE_LEFT, .status = KDP_STATUS_STUCK,
		  .object = 0x31, .before = 1 },
		{ .code = KDP_CODE_LEFT, .status = KDP_STATUS_STUCK,
		  .object = 0x41, .after = 1 },
		{ .code = KDP_CODE_SVR, .status = KDP_STATUS_OK,
		  .object = 0xf0, .before = 0x1ff, .after = 0xff },
		{ .code = KDP_CODE_PCI_CHANGED, .status = KDP_STATUS_MISMATCH,
		  .object = KDP_BDF(0, 2, 8), .before = 0x10d38086,
		  .after = 0x10d38086, .extra = 0x48 },
		{ .code = KDP_CODE_PCI_CHANGED, .status = KDP_STATUS_TIMEOUT,
		  .object = KDP_BDF(0, 2, 9), .before = 0x10d38086,
		  .extra = 12 },
		{ .code = KDP_CODE_NOTE, .status = KDP_STATUS_UNSUPPORTED,
		  .before = 0x77000000, .after = 0x10000 },
		{ .code = KDP_CODE_PCI_FOUND, .status = KDP_STATUS_OK,
		  .object = KDP_BDF(0, 7, 0), .before = 0x7050,
		  .after = 0x10d38086 },
		{ .code = KDP_CODE_PCI_FOUND, .status = KDP_STATUS_TIMEOUT,
		  .object = KDP_BDF(0, 8, 0) },
		{ .code = KDP_CODE_PCI_FOUND, .status = KDP_STATUS_UNSUPPORTED,
		  .object = KDP_BDF(1, 9, 0) },
		{ .code = KDP_CODE_MSI_MASK, .status = KDP_STATUS_OK,
		  .object = KDP_BDF(0, 7, 0), .after = 0xff },
		{ .code = KDP_CODE_HPET, .status = KDP_STATUS_OK,
		  .before = 0x8086a201, .after = 0x8086a201,
		  .extra = 0xfed00000 },
		{ .code = KDP_CODE_HPET, .status = KDP_STATUS_OK,
		  .object = 1u << 16 | 0x100, .before = 0x4004 },
		{ .code = KDP_CODE_PIC, .status = KDP_STATUS_OK,
		  .object = 0xa0, .before = 0x01fe, .after = 0xff },
		{ .code = KDP_CODE_RTC, .status = KDP_STATUS_OK,
		  .object = 0x0b, .before = 0x42, .after = 0x02 },
		{ .code = KDP_CODE_LAPIC, .status = KDP_STATUS_OK,
		  .object = 0x80, .before = 0x10 },
		{ .code = KDP_CODE_LAPIC, .status = KDP_STATUS_OK,
		  .object = 0x280, .before = 0x40 },
		{ .code = KDP_CODE_LVT, .status = KDP_STATUS_OK,
		  .object = 0x510, .before = 0x400, .after = 0x10400 },
		{ .code = KDP_CODE_LAPIC, .status = KDP_STATUS_OK,
		  .object = 0x380, .before = 0x186a0 },
		{ .code = KDP_CODE_CHECK, .status = KDP_STATUS_STUCK,
		  .object = 4711, .before = 0x2f709000, .extra = 0x1000 },
	};

	sample_running(&sample);
	sample.header.state = KDP_RECORD_REFUSED;
	put_details(details, sizeof(details) / sizeof(details[0]));
	check_report("details.txt");
}

static void machine_checks_and_guests_have_their_words(void)
{
	static const struct kdp_entry details[] = {
		{ .code = KDP_CODE_MCE, .status = KDP_STATUS_OK,
		  .before = 4, .after = 0x1c09 },
		{ .code = KDP_CODE_MCE_BANK, .status = KDP_STATUS_OK,
		  .object = 9, .before = 0x9c00004000010090,
		  .after = 0x12345000, .extra = 0x8c },
		{ .code = KDP_CODE_MCE, .status = KDP_STATUS_OK, .object = 1,
		  .before = 5, .after = 0x1c09, .extra = 0x1a2c },
		{ .code = KDP_CODE_MCE, .status = KDP_STATUS_FAULT,
		  .object = 2, .after = 0x1c09, .extra = 0x1a2c },
		{ .code = KDP_CODE_MCE_BANK, .status = KDP_STATUS_OK,
		  .object = 2u << 16 | 1, .before = 0xf200000000000e0f },
		{ .code = KDP_CODE_GUEST, .status = KDP_STATUS_OK,
		  .object = KDP_GUEST_SNP, .before = 0x12, .after = 7 },
		{ .code = KDP_CODE_GUEST, .status = KDP_STATUS_OK,
		  .object = KDP_GUEST_TDX, .extra = 20 },
	};

	sample_running(&sample);
	sample.header.state = KDP_RECORD_REFUSED;
	sample.header.mce_count = 2;
	sample.header.mce_banks = 1;
	sample.header.mce_left = 1;
	sample.header.guest = KDP_GUEST_SNP;
	sample.header.flags |= KDP_RECORD_F_LEFT_ALONE;
	sample.header.cpu_count = 8;
	put_details(details, sizeof(details) / sizeof(details[0]));
	check_report("checks.txt");
}

static void stage_of_a_wrapped_kernel_has_its_words(void)
{
	static const struct kdp_entry details[] = {
		{ .code = KDP_CODE_WRAP_E820, .status = KDP_STATUS_OK,
		  .object = 12, .before = 0x3cd98000, .after = 0x3ce98000 },
		{ .code = KDP_CODE_WRAP_ELFCOREHDR, .status = KDP_STATUS_OK,
		  .before = 0x2d000000, .after = 0x3ce44000,
		  .extra = 0x1d0 },
		{ .code = KDP_CODE_WRAP_CMDLINE, .status = KDP_STATUS_OK,
		  .before = 0x3cff9000, .after = 0x3ce43000 },
		{ .code = KDP_CODE_WRAP_TABLE, .status = KDP_STATUS_MISMATCH,
		  .object = 6, .before = 0x38bff33c, .after = 0xd383ddb3 },
		{ .code = KDP_CODE_WRAP_ACPI, .status = KDP_STATUS_MISMATCH,
		  .object = 0x43495041, .before = 0x7ffe1000,
		  .after = 0xffff0000 },
		{ .code = KDP_CODE_WRAP_ACPI, .status = KDP_STATUS_MISMATCH,
		  .before = 0xf5270 },
		{ .code = KDP_CODE_WRAP_IOAPIC, .status = KDP_STATUS_MISMATCH,
		  .object = 7, .before = 0x1000, .after = 0 },
	};

	sample_running(&sample);
	sample.header.flags |= KDP_RECORD_F_STAGE | KDP_RECORD_F_SETUP_DATA;
	put_details(details, sizeof(details) / sizeof(details[0]));
	check_report("stage.txt");
}

/* Intel SDM Vol. 3B, tables 16-9 and 16-10. */
static void machine_check_codes_have_their_class(void)
{
	static const struct {
		uint32_t code;
		const char *word;
	} codes[] = {
		{ 0x0000, "(no error)" },	 { 0x0001, "(unclassified)" },
		{ 0x0005, "(internal parity)" }, { 0x0400, "(internal timer)" },
		{ 0x0401, "(internal unclassified)" },
		{ 0x0e0b, "(I/O)" },		 { 0x000d, "(cache)" },
		{ 0x001a, "(TLB)" },	  { 0x0090, "(memory controller)" },
		{ 0x0151, "(cache)" },	  { 0x1151, "(cache)" },
		{ 0x0e0f, "(bus)" },	  { 0x0009, "(not known)" },
		{ 0x0025, "(not known)" }, { 0x0250, "(not known)" },
		{ 0x2000, "(not known)" },
	};
	char *text;
	size_t size, i;
	FILE *out;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		out = open_memstream(&text, &size);
		kdp_mce_put_bank(codes[i].code, 0, 0, out);
		fclose(out);
		if (!strstr(text, codes[i].word))
			printf("# 0x%x: %s\n", codes[i].code, text);
		TAP_CHECK(strstr(text, codes[i].word));
		free(text);
	}
}

static void json_parses_and_is_golden(void)
{
	struct json_object *entries;
	struct json_object *top;
	char *text;

	sample_refused(&sample);
	text = text_of(&sample, sizeof(sample), kdp_record_json_write);
	is_golden(text, "refused.json");
	top = json_tokener_parse(text);
	TAP_CHECK(top);
	TAP_CHECK(json_object_object_get_ex(top, "entries", &entries));
	TAP_EQ(json_object_array_length(entries), sample.header.entry_count);
	json_object_put(top);
	free(text);
}

static void json_has_no_bytes_but_ascii(void)
{
	char *text;

	sample_refused(&sample);
	sample.header.loader[3] = '\xff';
	text = text_of(&sample, sizeof(sample), kdp_record_json_write);
	TAP_CHECK(strstr(text, "\"0.1?\""));
	TAP_CHECK(!strchr(text, '\xff'));
	free(text);
}

int main(void)
{
	TAP_RUN(sealed_record_is_reported);
	TAP_RUN(running_record_names_the_step_it_ended_in);
	TAP_RUN(refused_record_is_reported);
	TAP_RUN(armed_record_says_that_purgatory_did_not_run);
	TAP_RUN(damaged_record_is_reported_with_its_damage);
	TAP_RUN(numbers_without_a_name_are_printed);
	TAP_RUN(elf_and_kdump_report_the_same);
	TAP_RUN(whole_copy_stands_in_for_damaged_record);
	TAP_RUN(every_detail_has_its_words);
	TAP_RUN(machine_checks_and_guests_have_their_words);
	TAP_RUN(stage_of_a_wrapped_kernel_has_its_words);
	TAP_RUN(machine_check_codes_have_their_class);
	TAP_RUN(json_parses_and_is_golden);
	TAP_RUN(json_has_no_bytes_but_ascii);
	return tap_done();
}
