// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/record.c and record_text.c: a sound record has no
 * problem; a record with any one byte changed, or cut at any length, is still
 * read, its damage has an offset and its good entries are kept; what shows no
 * sign of a record is refused; the table of members has no gap; binary and
 * text form give each other; bad text is refused with its line.
 */
#include "kdump-prep/record.h"

#include <stdlib.h>

#include "kdump-prep/record_text.h"
#include "tests/tap.h"
#include "tests/unit/record_sample.h"

static struct sample sample;

static void sound_record_has_no_problem(void)
{
	struct kdp_record_model model;
	struct kdp_error *err;

	sample_record(&sample);
	err = kdp_record_decode((const uint8_t *)&sample, sizeof(sample),
				&model);
	TAP_CHECK(!err);
	TAP_EQ(model.problem_count, 0);
	TAP_EQ(model.entry_count, sample.header.entry_count);
	TAP_CHECK(model.header_good);
	TAP_EQ(model.entry[3].entry.object, 0x360);
	kdp_record_model_deinit(&model);
}

static void running_record_needs_no_header_checksum(void)
{
	struct kdp_record_model model;
	struct kdp_error *err;

	sample_running(&sample);
	TAP_EQ(sample.header.crc, 0);
	err = kdp_record_decode((const uint8_t *)&sample, sizeof(sample),
				&model);
	TAP_CHECK(!err);
	TAP_EQ(model.problem_count, 0);
	kdp_record_model_deinit(&model);
}

/* Whether a change at @offset must be seen: not in nmi_late, not in a gap. */
static bool is_checked(size_t offset)
{
	return offset < offsetof(struct kdp_record, nmi_late) ||
	       offset >= offsetof(struct kdp_record, crc);
}

static size_t good_entries(const struct kdp_record_model *model)
{
	size_t good = 0;
	size_t i;

	for (i = 0; i < model->entry_count; i++)
		good += model->entry[i].good;
	return good;
}

static void every_changed_byte_is_found(void)
{
	struct kdp_record_model model;
	struct kdp_error *err;
	size_t used;
	size_t lost;
	size_t i;

	sample_record(&sample);
	used = sizeof(sample.header) +
	       sample.header.entry_count * sizeof(struct kdp_entry);
	for (i = 0; i < used; i++) {
		((uint8_t *)&sample)[i] ^= 0x10;
		err = kdp_record_decode((const uint8_t *)&sample,
					sizeof(sample), &model);
		((uint8_t *)&sample)[i] ^= 0x10;
		TAP_CHECK(!err);
		TAP_EQ(model.problem_count != 0, is_checked(i));
		lost = i >= sizeof(sample.header);
		TAP_EQ(good_entries(&model) + lost, sample.header.entry_count);
		kdp_record_model_deinit(&model);
	}
}

static void damage_has_its_offset(void)
{
	struct kdp_record_model model;
	struct kdp_error *err;

	sample_record(&sample);
	sample.entry[5].after ^= 1;
	err = kdp_record_decode((const uint8_t *)&sample, sizeof(sample),
				&model);
	TAP_CHECK(!err);
	TAP_EQ(model.problem_count, 1);
	TAP_EQ(model.problem[0].offset, offsetof(struct sample, entry[5].crc));
	TAP_CHECK(!model.entry[5].good);
	TAP_CHECK(model.entry[6].good);
	kdp_record_model_deinit(&model);
}

static void wrong_count_hides_no_entry(void)
{
	struct kdp_record_model model;
	struct kdp_error *err;
	uint32_t count;

	sample_record(&sample);
	count = sample.header.entry_count;
	sample.header.entry_count = 0xffffffff;
	err = kdp_record_decode((const uint8_t *)&sample, sizeof(sample),
				&model);
	TAP_CHECK(!err);
	TAP_EQ(model.problem[0].offset,
	       offsetof(struct kdp_record, crc));
	TAP_EQ(model.problem[1].offset,
	       offsetof(struct kdp_record, entry_count));
	TAP_EQ(model.problem_count, 2);
	TAP_EQ(good_entries(&model), count);
	kdp_record_model_deinit(&model);

	sample.header.entry_count = count + 1;
	sample_close(&sample);
	memset(&sample.entry[count], 0, sizeof(struct kdp_entry));
	err = kdp_record_decode((const uint8_t *)&sample, sizeof(sample),
				&model);
	TAP_CHECK(!err);
	TAP_EQ(model.problem_count, 1);
	TAP_EQ(model.problem[0].offset,
	       sizeof(struct kdp_record) + count * sizeof(struct kdp_entry));
	kdp_record_model_deinit(&model);
}

static void entry_in_another_slot_is_a_problem(void)
{
	struct kdp_record_model model;
	struct kdp_error *err;

	sample_record(&sample);
	sample.entry[2] = sample.entry[1];
	err = kdp_record_decode((const uint8_t *)&sample, sizeof(sample),
				&model);
	TAP_CHECK(!err);
	TAP_EQ(model.problem_count, 1);
	TAP_EQ(model.problem[0].offset, offsetof(struct sample, entry[2]));
	kdp_record_model_deinit(&model);
}

static void record_is_read_at_every_length(void)
{
	struct kdp_record_model model;
	struct kdp_error *err;
	size_t size;
	uint8_t *copy;

	sample_record(&sample);
	for (size = 0; size < sizeof(sample); size++) {
		/* Memory of just this size lets ASan see a byte too far. */
		copy = malloc(size);
		memcpy(copy, &sample, size);
		err = kdp_record_decode(copy, size, &model);
		free(copy);
		if (size < offsetof(struct kdp_record, version) + 1) {
			TAP_EQ(err ? err->code : 0, KDP_ERROR_FORMAT);
			kdp_error_destroy(err);
			continue;
		}
		TAP_CHECK(!err);
		TAP_CHECK(model.problem_count);
		kdp_record_model_deinit(&model);
	}
}

static void other_version_is_refused_without_proof(void)
{
	struct kdp_record_model model;
	struct kdp_error *err;

	sample_record(&sample);
	sample.header.version = 2;
	memset(sample.entry, 0x5a, sizeof(sample.entry));
	err = kdp_record_decode((const uint8_t *)&sample, sizeof(sample),
				&model);
	TAP_STR(err ? err->message : NULL,
		"offset 0x8: record of version 2, expected 1");
	kdp_error_destroy(err);
}

static void noise_is_no_record(void)
{
	struct kdp_record_model model;
	struct kdp_error *err;

	memset(&sample, 0xa5, sizeof(sample));
	err = kdp_record_decode((const uint8_t *)&sample, sizeof(sample),
				&model);
	TAP_STR(err ? err->message : NULL,
		"offset 0x0: not a record: magic 0xa5a5a5a5a5a5a5a5, expected "
		"0x314443455250444b");
	kdp_error_destroy(err);
	err = kdp_record_decode(NULL, 0, &model);
	TAP_CHECK(err);
	kdp_error_destroy(err);
}

static void time_needs_a_rate_and_an_order(void)
{
	uint64_t us = 77;

	TAP_CHECK(!kdp_record_microseconds(0, 1, 2, &us));
	TAP_CHECK(!kdp_record_microseconds(1000, 2, 1, &us));
	TAP_CHECK(!kdp_record_microseconds(1, 0, UINT64_MAX, &us));
	TAP_EQ(us, 77);
	TAP_CHECK(kdp_record_microseconds(2000000, 1000, 25000, &us));
	TAP_EQ(us, 12);
	TAP_CHECK(kdp_record_microseconds(UINT32_MAX, 0, UINT64_MAX, &us));
	TAP_EQ(us, 4294967297000);
}

static void check_table(const struct kdp_field *field, size_t size)
{
	size_t at = 0;

	for (; field->name; field++) {
		TAP_EQ(field->offset, at);
		at += field->size * field->count;
	}
	TAP_EQ(at, size);
}

static void tables_have_every_member(void)
{
	check_table(kdp_record_fields, sizeof(struct kdp_record));
	check_table(kdp_entry_fields, sizeof(struct kdp_entry));
}

/* Decodes, writes as text and parses again; the caller frees both. */
static void through_text(const void *data, size_t size, char **text,
			 size_t *text_size, uint8_t **back, size_t *back_size)
{
	struct kdp_record_model model;
	struct kdp_error *err;
	FILE *file;

	*back = NULL;
	*back_size = 0;
	*text = NULL;
	err = kdp_record_decode(data, size, &model);
	TAP_STR(err ? err->message : "", "");
	if (err) {
		kdp_error_destroy(err);
		return;
	}
	file = open_memstream(text, text_size);
	kdp_record_text_write(&model, file);
	fclose(file);
	kdp_record_model_deinit(&model);
	err = kdp_record_text_parse(*text, *text_size, back, back_size);
	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
}

static void check_round_trip(const void *data, size_t size)
{
	size_t text_size;
	size_t back_size;
	uint8_t *back;
	char *text;

	through_text(data, size, &text, &text_size, &back, &back_size);
	TAP_EQ(back_size, size);
	TAP_CHECK(back && back_size == size && memcmp(back, data, size) == 0);
	free(back);
	free(text);
}

static void text_and_binary_give_each_other(void)
{
	sample_record(&sample);
	check_round_trip(&sample, sizeof(sample));
	sample_running(&sample);
	check_round_trip(&sample, sizeof(sample));
	sample_refused(&sample);
	check_round_trip(&sample, sizeof(sample));
}

static void damaged_record_has_a_text_form(void)
{
	struct kdp_record *h = &sample.header;

	sample_record(&sample);
	h->state = 99;
	h->flags = 0xffffffff;
	h->version = 0x7777;
	h->load_time = UINT64_MAX;
	memset(h->loader, '"', sizeof(h->loader));
	h->loader[3] = '\n';
	h->reserved[4] = 5;
	sample.entry[1].kind = 0xfefe;
	sample.entry[1].object = 0x80000000;
	check_round_trip(&sample, sizeof(sample));
	h->version = KDP_ABI_VERSION;
	check_round_trip(&sample, sizeof(*h));
	check_round_trip(&sample, 80);
}

/* The message of parsing @text, for comparison; leaks nothing. */
static void refuses(const char *text, const char *message)
{
	struct kdp_error *err;
	uint8_t *data = NULL;
	size_t size;

	err = kdp_record_text_parse(text, strlen(text), &data, &size);
	TAP_STR(err ? err->message : "parsed", message);
	kdp_error_destroy(err);
	free(data);
}

#define FIRST "kdump-prep-record 1 size 480\n"

static void bad_text_is_refused_with_its_line(void)
{
	refuses("", "record: line 0: ends where \"kdump-prep-record\" is "
		    "expected");
	refuses("kdump-prep-record 2 size 1\n",
		"record: line 1: version 2, expected 1");
	refuses("kdump-prep-record 1 size 65537\n",
		"record: line 1: size: 0x10001 is above 0x10000");
	refuses(FIRST "nonsense 1\n",
		"record: line 2: expected a member of the record: found "
		"\"nonsense\"");
	refuses(FIRST "\nversion 65536\n",
		"record: line 3: version: found \"65536\"");
	refuses(FIRST "version -1\n", "record: line 2: version: found \"-1\"");
	refuses(FIRST "version 0x\n", "record: line 2: version: found \"0x\"");
	refuses(FIRST "version\n", "record: line 2: version: found \"\"");
	refuses(FIRST "version 1 1\n",
		"record: line 2: more than expected: \"1\"");
	refuses(FIRST "state sealed,armed\n",
		"record: line 2: state: found \"sealed,armed\"");
	refuses(FIRST "flags tsc,,note\n",
		"record: line 2: flags: found \"tsc,,note\"");
	refuses(FIRST "flags tsc,\n", "record: line 2: flags: found \"tsc,\"");
	refuses(FIRST "loader \"\\xzz\"\n",
		"record: line 2: expected a quoted string: found "
		"\" \"\\xzz\"\"");
	refuses(FIRST "loader kdump\n",
		"record: line 2: expected a quoted string: found \" kdump\"");
	refuses(FIRST "loader \"a\"b\"\n",
		"record: line 2: expected a quoted string: found "
		"\" \"a\"b\"\"");
	refuses(FIRST "loader \"123456789012345678901234567890123\"\n",
		"record: line 2: expected a quoted string: found "
		"\" \"123456789012345678901234567890123\"\"");
	refuses(FIRST "entry 2 seq 2\n",
		"record: line 2: slot: 2, expected less than 2");
	refuses(FIRST "entry 1 seq\n", "record: line 2: seq: found \"\"");
	refuses(FIRST "entry 1 magic 1\n",
		"record: line 2: expected a member of an entry: found "
		"\"magic\"");
	refuses(FIRST "# a comment\n", "parsed");
	refuses(FIRST "entry 1 seq 1\n", "parsed");
}

int main(void)
{
	TAP_RUN(sound_record_has_no_problem);
	TAP_RUN(running_record_needs_no_header_checksum);
	TAP_RUN(every_changed_byte_is_found);
	TAP_RUN(damage_has_its_offset);
	TAP_RUN(wrong_count_hides_no_entry);
	TAP_RUN(entry_in_another_slot_is_a_problem);
	TAP_RUN(record_is_read_at_every_length);
	TAP_RUN(other_version_is_refused_without_proof);
	TAP_RUN(noise_is_no_record);
	TAP_RUN(time_needs_a_rate_and_an_order);
	TAP_RUN(tables_have_every_member);
	TAP_RUN(text_and_binary_give_each_other);
	TAP_RUN(damaged_record_has_a_text_form);
	TAP_RUN(bad_text_is_refused_with_its_line);
	return tap_done();
}
