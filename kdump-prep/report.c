// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report.c - print a record for people; see report.h.
 */
#include "kdump-prep/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "kdump-prep/names.h"
#include "kdump-prep/timeline.h"

#define COLUMNS 80u
/* Where the last column of the table of steps begins. */
#define STEP_INDENT 40u
/* Where the values of a detail begin. */
#define VALUE_INDENT 31u
/* Damage is listed up to here; what follows is seldom of another kind. */
#define PROBLEMS_MAX 16u

static const char *name_or(const struct kdp_name *table, unsigned int number,
			   char *buffer, size_t size)
{
	const char *name = kdp_name_of(table, number);

	if (name)
		return name;
	snprintf(buffer, size, "%u", number);
	return buffer;
}

/*
 * Writes @text from column @column on, broken between words so that no line
 * passes COLUMNS; further lines begin at @indent.  Ends the last line.
 */
static void put_wrapped(size_t column, size_t indent, const char *text,
			FILE *out)
{
	size_t len;

	while (*text) {
		len = strcspn(text, " ");
		if (column < indent) {
			fprintf(out, "%*s", (int)(indent - column), "");
			column = indent;
		} else if (column > indent && column + 1 + len > COLUMNS) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			fputc(' ', out);
			column++;
		}
		fwrite(text, 1, len, out);
		column += len;
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

/* A FILE whose bytes are a string, for text whose length decides. */
struct text {
	FILE *file;
	char *string;
	size_t size;
};

KDP_MUST_CHECK
static struct kdp_error *text_open(struct text *text)
{
	text->string = NULL;
	text->file = open_memstream(&text->string, &text->size);
	return text->file ? NULL : &kdp_enomem;
}

/* Ends the text: writes it wrapped and releases it. */
KDP_MUST_CHECK
static struct kdp_error *text_close(struct text *text, size_t column,
				    size_t indent, FILE *out)
{
	bool failed = fclose(text->file) != 0;

	if (!failed)
		put_wrapped(column, indent, text->string, out);
	free(text->string);
	return failed ? &kdp_enomem : NULL;
}

static void put_time(uint32_t tsc_khz, uint64_t from, uint64_t to, int width,
		     FILE *out)
{
	uint64_t cycles = to - from;
	char buffer[32];
	uint64_t us;
	bool known;

	known = kdp_record_microseconds(tsc_khz, from, to, &us);
	if (from > to)
		snprintf(buffer, sizeof(buffer), "-");
	else if (known && us < 10000)
		snprintf(buffer, sizeof(buffer), "%" PRIu64 " us", us);
	else if (known && us < 10000000)
		snprintf(buffer, sizeof(buffer), "%" PRIu64 ".%" PRIu64 " ms",
			 us / 1000, us % 1000 / 100);
	else if (known)
		snprintf(buffer, sizeof(buffer), "%" PRIu64 ".%" PRIu64 " s",
			 us / 1000000, us % 1000000 / 100000);
	else if (cycles < 1000000)
		snprintf(buffer, sizeof(buffer), "%" PRIu64 " cyc", cycles);
	else
		snprintf(buffer, sizeof(buffer), "%" PRIu64 " Mcyc",
			 cycles / 1000000);
	fprintf(out, "%*s", width, buffer);
}

static void put_load_time(const struct kdp_record *h, FILE *out)
{
	time_t when = (time_t)h->load_time;
	char buffer[40];
	struct tm tm;

	if (h->load_time > INT64_MAX || !gmtime_r(&when, &tm) ||
	    !strftime(buffer, sizeof(buffer), "%Y-%m-%d %H:%M:%S UTC", &tm)) {
		fprintf(out, "  loaded at %" PRIu64 " s", h->load_time);
		return;
	}
	fprintf(out, "  loaded %s", buffer);
}

/* The loader's version is text only if the record is sound. */
static void put_loader(const struct kdp_record *h, FILE *out)
{
	size_t i;

	for (i = 0; i < sizeof(h->loader) && h->loader[i]; i++) {
		if (h->loader[i] < ' ' || h->loader[i] > '~')
			fputc('?', out);
		else
			fputc(h->loader[i], out);
	}
}

/* The first lines: all that a reader in a hurry needs. */
KDP_MUST_CHECK
static struct kdp_error *put_headline(const struct kdp_record_model *model,
				      FILE *out)
{
	const struct kdp_name *state;
	struct kdp_error *err;
	struct text text;

	state = kdp_name_find(kdp_state_names, model->header.state);
	if (state)
		fprintf(out, "crash-path record: %s, %s\n", state->name,
			state->meaning);
	else
		fprintf(out, "crash-path record: state %u\n",
			model->header.state);
	err = text_open(&text);
	if (err)
		return err;
	kdp_report_verdict(model, text.file);
	if (model->is_copy)
		fputs(" This was read from the record's copy; the record "
		      "itself is damaged.", text.file);
	return text_close(&text, 0, 0, out);
}

static void put_load(const struct kdp_record *h, FILE *out)
{
	put_load_time(h, out);
	if (h->loader[0]) {
		fputs(" by kdump-prep ", out);
		put_loader(h, out);
	}
	if (h->flags & KDP_RECORD_F_STAGE)
		fprintf(out, "\n  by the stage of a wrapped kernel, %s a table "
			"of its load",
			h->flags & KDP_RECORD_F_TABLE ? "with" : "without");
	fprintf(out, "\n  plan of %u steps, checksum 0x%08x\n", h->step_count,
		h->plan_crc);
}

/* By which the steps, in JSON and text form, can be put beside other clocks. */
static void put_tsc(const struct kdp_record *h, FILE *out)
{
	fprintf(out, "\n  TSC at the entry %" PRIu64, h->tsc_entry);
	if (h->tsc_seal)
		fprintf(out, ", at the seal %" PRIu64, h->tsc_seal);
	if (h->tsc_khz)
		fprintf(out, ", %u kHz", h->tsc_khz);
}

/* "  CPU 3 of 8": where the panic was, if that can be told. */
static void put_cpu(const struct kdp_record *h, FILE *out)
{
	if (h->flags & KDP_RECORD_F_CPU)
		fprintf(out, "  CPU %u", h->cpu);
	else if (h->cpu_count)
		fputs("  one CPU", out);
	else
		return;
	if (h->cpu_count)
		fprintf(out, " of %u", h->cpu_count);
	fputc('\n', out);
}

static void put_left_alone(const struct kdp_record *h, FILE *out)
{
	const struct kdp_name *guest = kdp_name_find(kdp_guest_names,
						     h->guest);

	fprintf(out, "  no device was touched: %s\n",
		guest && h->guest != KDP_GUEST_PLAIN ? guest->meaning :
						       "the plan says so");
}

/* What only purgatory fills in. */
static void put_entry_state(const struct kdp_record *h, FILE *out)
{
	fprintf(out, "  purgatory at 0x%" PRIx64 ", total time ", h->blob_addr);
	put_time(h->tsc_khz, h->tsc_entry, h->tsc_seal, 0, out);
	put_tsc(h, out);
	fprintf(out, "\n  handed over: CR0 0x%" PRIx64 " CR3 0x%" PRIx64
		" CR4 0x%" PRIx64 " EFER 0x%" PRIx64 "\n",
		h->cr0, h->cr3, h->cr4, h->efer);
	put_cpu(h, out);
	fprintf(out, "  local APIC: %s, id %u, base 0x%" PRIx64
		", version 0x%x\n",
		h->flags & KDP_RECORD_F_X2APIC ? "x2APIC" : "xAPIC",
		h->apic_id, h->apic_base, h->apic_version);
	fprintf(out, "    SVR 0x%x, LVT0 0x%x, LVT1 0x%x, LVTT 0x%x\n",
		h->apic_svr, h->apic_lvt0, h->apic_lvt1, h->apic_lvtt);
	fprintf(out, "  taken: NMIs %u, machine checks %u, faults %u, "
		"interrupts %u\n", h->nmi_count, h->mce_count, h->fault_count,
		h->irq_count);
	if (h->nmi_late)
		fprintf(out, "  taken after the seal: NMIs and machine checks "
			"%u\n", h->nmi_late);
	if (h->mce_banks || h->mce_left)
		fprintf(out, "  machine-check errors: with them %u, left by "
			"the panicking kernel %u\n", h->mce_banks,
			h->mce_left);
	if (h->flags & KDP_RECORD_F_LEFT_ALONE)
		put_left_alone(h, out);
	if (h->flags & KDP_RECORD_F_OVERRUN)
		fputs("  the plan's time ran out\n", out);
	if (!(h->flags & KDP_RECORD_F_TSC))
		fputs("  waits were bounded by counting, not by the TSC\n",
		      out);
}

/* What a step found and did, from the sums in the header. */
static void put_sums(const struct kdp_record *h, const struct kdp_entry *step,
		     FILE *out)
{
	switch (step->kind) {
	case KDP_STEP_LAPIC_MASK:
		fprintf(out, "LVT entries masked: %u", h->lvt_masked);
		return;
	case KDP_STEP_WATCHDOG:
		if (h->watchdog_ms)
			fprintf(out, "armed for %u s", h->watchdog_ms / 1000);
		return;
	case KDP_STEP_HPET:
		fprintf(out, "comparators silenced: %u", h->hpet_silenced);
		return;
	case KDP_STEP_PIC:
		fprintf(out, "lines masked: %u", h->pic_masked);
		return;
	case KDP_STEP_RTC:
		fprintf(out, "interrupts disabled: %u", h->rtc_silenced);
		return;
	case KDP_STEP_IOAPIC:
		fprintf(out, "pins %u; masked %u; Remote-IRR cleared %u, "
			"stuck %u", h->pin_count, h->pin_masked, h->pin_rirr,
			h->pin_stuck);
		return;
	case KDP_STEP_PCI:
		fprintf(out, "functions %u; INTx disabled %u; MSI disabled "
			"%u; MSI-X masked %u; skipped as changed %u",
			h->pci_count, h->intx_disabled, h->msi_disabled,
			h->msix_masked, h->pci_changed);
		if (h->pci_found)
			fprintf(out, "; found besides the plan %u",
				h->pci_found);
		return;
	case KDP_STEP_DRAIN:
		fprintf(out, "vectors ended %u, pending %u, left %u",
			h->drain_isr, h->drain_irr, h->drain_left);
		return;
	case KDP_STEP_DIGEST:
		fprintf(out, "blocks compared %u, bad %u", h->digest_blocks,
			h->digest_bad);
		if (h->digest_bad)
			fprintf(out, ", repaired %u", h->digest_repaired);
		if (h->digest_runs > 1)
			fprintf(out, "; begun %u times", h->digest_runs);
		if (h->parity_bad)
			fprintf(out, "; parity damaged in %u", h->parity_bad);
		return;
	case KDP_STEP_COPY:
		fprintf(out, "blocks copied %" PRIu64 " of %" PRIu64,
			step->after, step->before);
		return;
	case KDP_STEP_SEAL:
		fprintf(out, "note %s, copy %s",
			h->flags & KDP_RECORD_F_NOTE ? "inserted" :
						       "not inserted",
			h->flags & KDP_RECORD_F_COPY ? "made" : "not made");
		return;
	default:
		return;
	}
}

KDP_MUST_CHECK
static struct kdp_error *put_steps(const struct kdp_record_model *model,
				   FILE *out)
{
	const struct kdp_entry *step;
	struct kdp_error *err;
	unsigned int number = 0;
	struct text text;
	char buffer[16];
	size_t i = 0;

	fprintf(out, "\n%-15s %-11s %10s  %s\n", "step", "status", "time",
		"what");
	while ((step = kdp_record_next_step(model, &i))) {
		fprintf(out, "%3u %-11s ", number++,
			name_or(kdp_step_names, step->kind, buffer,
				sizeof(buffer)));
		fprintf(out, "%-11s ",
			name_or(kdp_status_names, step->status, buffer,
				sizeof(buffer)));
		put_time(model->header.tsc_khz, step->tsc, step->tsc_end, 10,
			 out);
		err = text_open(&text);
		if (err)
			return err;
		put_sums(&model->header, step, text.file);
		err = text_close(&text, STEP_INDENT - 2, STEP_INDENT, out);
		if (err)
			return err;
	}
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *put_detail(const struct kdp_record_model *model,
				    const struct kdp_entry *e, FILE *out)
{
	struct kdp_error *err;
	struct text text;
	size_t column;

	err = text_open(&text);
	if (err)
		return err;
	kdp_report_object(e, text.file);
	if (fclose(text.file)) {
		free(text.string);
		return &kdp_enomem;
	}
	column = (size_t)fprintf(out, "  %s ", text.string);
	free(text.string);
	err = text_open(&text);
	if (err)
		return err;
	kdp_report_values(e, text.file);
	if (e->type == KDP_ENTRY_DETAIL && e->status != KDP_STATUS_OK) {
		fputs(" (", text.file);
		kdp_name_put(kdp_status_names, e->status, text.file);
		fputc(')', text.file);
	}
	kdp_report_device(model, e, text.file);
	return text_close(&text, column, VALUE_INDENT, out);
}

/* Details and faults, under the step that they belong to. */
KDP_MUST_CHECK
static struct kdp_error *put_details(const struct kdp_record_model *model,
				     FILE *out)
{
	const struct kdp_entry *e;
	struct kdp_error *err;
	bool first = true;
	unsigned int kind = 0;
	size_t i;

	for (i = 0; i < model->entry_count; i++) {
		e = &model->entry[i].entry;
		if (!model->entry[i].good || e->type == KDP_ENTRY_STEP)
			continue;
		if (first)
			fputs("\ndetails\n", out);
		if (first || e->kind != kind) {
			kdp_name_put(kdp_step_names, e->kind, out);
			fputc('\n', out);
		}
		first = false;
		kind = e->kind;
		err = put_detail(model, e, out);
		if (err)
			return err;
	}
	if (model->header.entry_dropped)
		fprintf(out, "  and %u that did not fit into the record\n",
			model->header.entry_dropped);
	return NULL;
}

static void put_timeline(const struct kdp_record_model *model, FILE *out)
{
	struct kdp_timeline timeline;

	kdp_timeline_make(model, &timeline);
	fputs("\ntimeline\n", out);
	kdp_timeline_write(&timeline, out);
}

KDP_MUST_CHECK
static struct kdp_error *put_problems(const struct kdp_record_model *model,
				      FILE *out)
{
	const struct kdp_record_problem *p;
	struct kdp_error *err;
	struct text text;
	size_t i;

	if (!model->problem_count)
		return NULL;
	fputs("\nthe record is damaged\n", out);
	for (i = 0; i < model->problem_count && i < PROBLEMS_MAX; i++) {
		p = &model->problem[i];
		err = text_open(&text);
		if (err)
			return err;
		fprintf(text.file, "offset 0x%zx: %s", p->offset, p->message);
		fputs("  ", out);
		err = text_close(&text, 2, 2, out);
		if (err)
			return err;
	}
	if (i < model->problem_count)
		fprintf(out, "  and %zu more\n", model->problem_count - i);
	return NULL;
}

struct kdp_error *kdp_report_write(const struct kdp_record_model *model,
				   FILE *out)
{
	struct kdp_error *err;

	err = put_headline(model, out);
	if (err)
		return err;
	put_load(&model->header, out);
	if (model->dump_level[0])
		fprintf(out, "  dump level %s\n", model->dump_level);
	if (model->header.state != KDP_RECORD_ARMED)
		put_entry_state(&model->header, out);
	if (model->entry_count) {
		err = put_steps(model, out);
		if (!err)
			put_timeline(model, out);
		if (!err)
			err = put_details(model, out);
		if (err)
			return err;
	}
	return put_problems(model, out);
}
