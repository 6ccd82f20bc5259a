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

#include "kdump-prep/devices.h"
#include "kdump-prep/mce_words.h"
#include "kdump-prep/names.h"
#include "kdump-prep/timeline.h"

#define COLUMNS 80u
/* Where the last column of the table of steps begins. */
#define STEP_INDENT 40u
/* Where the values of a detail begin. */
#define VALUE_INDENT 31u
/* Linux's timers and calls between CPUs have vectors from here on. */
#define SYSTEM_VECTORS 0xec
/* Damage is listed up to here; what follows is seldom of another kind. */
#define PROBLEMS_MAX 16u

KDP_MUST_CHECK
static struct kdp_error *decode(const struct kdp_vmcore *vmcore,
				struct kdp_record_model *ret)
{
	struct kdp_record_model record = { 0 };
	struct kdp_record_model copy = { 0 };
	struct kdp_error *copy_err;
	struct kdp_error *err;

	if (!vmcore->record)
		return kdp_record_decode(vmcore->copy, vmcore->copy_size, ret);
	err = kdp_record_decode(vmcore->record, vmcore->record_size, &record);
	if (!vmcore->copy || (!err && !record.problem_count)) {
		if (!err)
			*ret = record;
		return err;
	}
	copy_err = kdp_record_decode(vmcore->copy, vmcore->copy_size, &copy);
	if (!copy_err && (err || !copy.problem_count)) {
		kdp_error_destroy(err);
		kdp_record_model_deinit(&record);
		copy.is_copy = true;
		*ret = copy;
		return NULL;
	}
	kdp_error_destroy(copy_err);
	kdp_record_model_deinit(&copy);
	if (!err)
		*ret = record;
	return err;
}

struct kdp_error *kdp_report_decode(const struct kdp_vmcore *vmcore,
				    struct kdp_record_model *ret)
{
	struct kdp_error *err = decode(vmcore, ret);

	if (!err)
		ret->crash_time = vmcore->crash_time;
	return err;
}

struct kdp_error *kdp_report_read(int fd, struct kdp_record_model *ret)
{
	struct kdp_vmcore vmcore;
	struct kdp_error *err;
	struct stat st;

	err = kdp_vmcore_read(fd, &vmcore);
	if (err)
		return err;
	err = kdp_report_decode(&vmcore, ret);
	kdp_vmcore_deinit(&vmcore);
	if (!err && fstat(fd, &st) == 0 && st.st_mtime > 0)
		ret->saved_time = (uint64_t)st.st_mtime;
	return err;
}

static const char *name_or(const struct kdp_name *table, unsigned int number,
			   char *buffer, size_t size)
{
	const char *name = kdp_name_of(table, number);

	if (name)
		return name;
	snprintf(buffer, size, "%u", number);
	return buffer;
}

static void put_name(const struct kdp_name *table, unsigned int number,
		     FILE *out)
{
	char buffer[16];

	fputs(name_or(table, number, buffer, sizeof(buffer)), out);
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

/* Steps with an entry, in order; NULL after the last. */
static const struct kdp_entry *next_step(const struct kdp_record_model *model,
					 size_t *index)
{
	const struct kdp_record_entry *e;

	while (*index < model->entry_count) {
		e = &model->entry[(*index)++];
		if (e->good && e->entry.type == KDP_ENTRY_STEP)
			return &e->entry;
	}
	return NULL;
}

static bool went_well(const struct kdp_entry *step)
{
	return step->status == KDP_STATUS_OK ||
	       step->status == KDP_STATUS_SKIPPED;
}

/* ": pci (timeout), drain (stuck)", for the steps that did not go well. */
static void put_failed(const struct kdp_record_model *model, FILE *out)
{
	const struct kdp_entry *step;
	const char *comma = ": ";
	size_t i = 0;

	while ((step = next_step(model, &i))) {
		if (went_well(step))
			continue;
		fputs(comma, out);
		put_name(kdp_step_names, step->kind, out);
		fputs(" (", out);
		put_name(kdp_status_names, step->status, out);
		fputs(")", out);
		comma = ", ";
	}
}

static void put_sealed(const struct kdp_record_model *model, FILE *out)
{
	const struct kdp_entry *step;
	unsigned int bad = 0;
	unsigned int all = 0;
	size_t i = 0;

	while ((step = next_step(model, &i))) {
		all++;
		bad += !went_well(step);
	}
	if (model->header.flags & KDP_RECORD_F_PLAN_BAD) {
		fputs("The plan was damaged: nothing was quiesced, and the "
		      "second kernel was started.", out);
	} else if (bad) {
		fprintf(out, "The second kernel was started, but %u of %u "
			"steps did not end well", bad, all);
		put_failed(model, out);
		fputc('.', out);
	} else {
		fprintf(out, "All %u steps ended well, and the second kernel "
			"was started.", all);
	}
	if (model->header.digest_repaired)
		fprintf(out, " %u damaged block%s of the image %s repaired.",
			model->header.digest_repaired,
			model->header.digest_repaired == 1 ? "" : "s",
			model->header.digest_repaired == 1 ? "was" : "were");
}

static const struct kdp_entry *last_step(const struct kdp_record_model *model)
{
	const struct kdp_entry *last = NULL;
	const struct kdp_entry *step;
	size_t i = 0;

	while ((step = next_step(model, &i)))
		last = step;
	return last;
}

static void put_last_step(const struct kdp_entry *last, FILE *out)
{
	fprintf(out, " %s step ",
		last->status == KDP_STATUS_RUNNING ? "in" : "after");
	put_name(kdp_step_names, last->kind, out);
}

static void put_refused(const struct kdp_record_model *model, FILE *out)
{
	const struct kdp_record *h = &model->header;
	const struct kdp_entry *last = last_step(model);

	if (h->digest_bad > h->digest_repaired) {
		fprintf(out, "The loaded image did not match its digest in %u "
			"of %u blocks", h->digest_bad, h->digest_blocks);
		if (h->digest_repaired)
			fprintf(out, ", of which %u could be repaired",
				h->digest_repaired);
		fputs(": the second kernel was not started.", out);
		return;
	}
	fputs("Purgatory gave up", out);
	if (last)
		put_last_step(last, out);
	fputs(": the second kernel was not started.", out);
}

static void put_running(const struct kdp_record_model *model, FILE *out)
{
	const struct kdp_entry *last = last_step(model);

	if (!last) {
		fputs("Purgatory began and ended before its first step.", out);
		return;
	}
	fputs("Purgatory did not finish: the attempt ended", out);
	put_last_step(last, out);
	fputc('.', out);
}

/* " [ahci, ens3]", where there is a name. */
static void put_device(const struct kdp_record_model *model,
		       const struct kdp_entry *entry, FILE *out)
{
	const char *name = kdp_devices_name(model->devices, entry);

	if (name)
		fprintf(out, " [%s]", name);
}

/* Whose pin sends a vector, or NULL. */
static const struct kdp_entry *pin_of(const struct kdp_record_model *model,
				      uint32_t vector)
{
	const struct kdp_entry *e;
	size_t i;

	for (i = 0; i < model->entry_count; i++) {
		e = &model->entry[i].entry;
		if (model->entry[i].good && e->code == KDP_CODE_PIN &&
		    e->type == KDP_ENTRY_DETAIL && (e->before & 0xff) == vector)
			return e;
	}
	return NULL;
}

/* What asked for attention while nobody listened: pins held, vectors. */
static void put_noise(const struct kdp_record_model *model, FILE *out)
{
	const struct kdp_entry *e, *pin;
	const char *comma = " Not quiet at the hand-over: ";
	const char *end = "";
	size_t i;

	for (i = 0; i < model->entry_count; i++) {
		e = &model->entry[i].entry;
		if (!model->entry[i].good || e->type != KDP_ENTRY_DETAIL ||
		    (e->code != KDP_CODE_RIRR && e->code != KDP_CODE_IRR))
			continue;
		pin = e->code == KDP_CODE_RIRR ? NULL :
						 pin_of(model, e->object);
		fputs(comma, out);
		if (e->code == KDP_CODE_RIRR)
			fprintf(out, "IO-APIC %u pin %u (held)",
				e->object >> 16, e->object & 0xffff);
		else
			fprintf(out, "vector 0x%02x%s", e->object,
				e->object < SYSTEM_VECTORS ? "" :
					" (of the CPUs themselves)");
		if (pin)
			fprintf(out, " of IO-APIC %u pin %u",
				pin->object >> 16, pin->object & 0xffff);
		put_device(model, pin ? pin : e, out);
		comma = ", ";
		end = ".";
	}
	fputs(end, out);
}

/* What else one wants to know at once, in sentences. */
static void put_circumstances(const struct kdp_record_model *model, FILE *out)
{
	const struct kdp_record *h = &model->header;

	if (h->state == KDP_RECORD_ARMED)
		return;
	if (h->nmi_count || h->mce_count)
		fprintf(out, " Purgatory took %u NMI%s and %u machine check%s.",
			h->nmi_count, h->nmi_count == 1 ? "" : "s",
			h->mce_count, h->mce_count == 1 ? "" : "s");
	put_noise(model, out);
}

static void put_outcome(const struct kdp_record_model *model, FILE *out)
{
	const struct kdp_record *h = &model->header;

	switch (h->state) {
	case KDP_RECORD_ARMED:
		fputs("Purgatory did not run: the second kernel was reached "
		      "in another way, or not at all.", out);
		return;
	case KDP_RECORD_RUNNING:
		put_running(model, out);
		return;
	case KDP_RECORD_SEALED:
		put_sealed(model, out);
		return;
	case KDP_RECORD_REFUSED:
		put_refused(model, out);
		return;
	default:
		fputs("The record does not say how far the attempt came. ",
		      out);
		put_running(model, out);
	}
}

void kdp_report_verdict(const struct kdp_record_model *model, FILE *out)
{
	put_outcome(model, out);
	put_circumstances(model, out);
}

/* Right-aligned in @width columns. */
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
	while ((step = next_step(model, &i))) {
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

static const char *lvt_name(uint32_t offset)
{
	switch (offset) {
	case 0x2f0:
		return "CMCI";
	case 0x320:
		return "timer";
	case 0x330:
		return "thermal";
	case 0x340:
		return "performance";
	case 0x350:
		return "LINT0";
	case 0x360:
		return "LINT1";
	case 0x370:
		return "error";
	case 0x500:
	case 0x510:
	case 0x520:
	case 0x530:
		return "extended";
	default:
		return "entry";
	}
}

static const char *lapic_name(uint32_t offset)
{
	switch (offset) {
	case 0x80:
		return "TPR";
	case 0x280:
		return "ESR";
	case 0x380:
		return "timer";
	default:
		return "register";
	}
}

static void put_address(uint32_t bdf, const char *what, FILE *out)
{
	fprintf(out, "%04x:%02x:%02x.%x%s", bdf >> 16, bdf >> 8 & 0xff,
		bdf >> 3 & 0x1f, bdf & 7, what);
}

/* What interrupts come from and go to. */
static bool put_interrupt(const struct kdp_entry *entry, FILE *out)
{
	uint32_t o = entry->object;

	switch (entry->code) {
	case KDP_CODE_LVT:
		fprintf(out, "LVT %s (0x%x)", lvt_name(o), o);
		return true;
	case KDP_CODE_SVR:
		fputs("SVR", out);
		return true;
	case KDP_CODE_LAPIC:
		fprintf(out, "local APIC %s (0x%x)", lapic_name(o), o);
		return true;
	case KDP_CODE_PIN:
		fprintf(out, "IO-APIC %u pin %u", o >> 16, o & 0xffff);
		return true;
	case KDP_CODE_RIRR:
		fprintf(out, "IO-APIC %u pin %u Remote-IRR", o >> 16,
			o & 0xffff);
		return true;
	case KDP_CODE_IOAPIC:
		fprintf(out, "IO-APIC %u", o);
		return true;
	case KDP_CODE_ISR:
		fprintf(out, "vector 0x%02x in service", o);
		return true;
	case KDP_CODE_IRR:
		fprintf(out, "vector 0x%02x pending", o);
		return true;
	case KDP_CODE_LEFT:
		fprintf(out, "vector 0x%02x", o);
		return true;
	case KDP_CODE_HPET:
		fprintf(out, "HPET %u", o >> 16);
		if (o & 0xffff)
			fprintf(out, " register 0x%x", o & 0xffff);
		return true;
	case KDP_CODE_PIC:
		fprintf(out, "8259 at port 0x%02x", o);
		return true;
	case KDP_CODE_RTC:
		fputs("RTC register B", out);
		return true;
	default:
		return false;
	}
}

/* PCI functions. */
static bool put_function(const struct kdp_entry *entry, FILE *out)
{
	uint32_t o = entry->object;

	switch (entry->code) {
	case KDP_CODE_INTX:
		put_address(o, " INTx", out);
		return true;
	case KDP_CODE_MSI:
		put_address(o, " MSI", out);
		return true;
	case KDP_CODE_MSIX:
		put_address(o, " MSI-X", out);
		return true;
	case KDP_CODE_MSI_MASK:
		put_address(o, " MSI mask bits", out);
		return true;
	case KDP_CODE_PCI_CHANGED:
		put_address(o, "", out);
		return true;
	case KDP_CODE_PCI_FOUND:
		put_address(o, "", out);
		return true;
	default:
		return false;
	}
}

/* The image and its checks. */
static bool put_image(const struct kdp_entry *entry, FILE *out)
{
	uint32_t o = entry->object;

	switch (entry->code) {
	case KDP_CODE_BLOCK:
		fprintf(out, "block %u", o);
		return true;
	case KDP_CODE_CHECK:
		fprintf(out, "image block %u", o);
		return true;
	case KDP_CODE_PARITY:
		fprintf(out, "parity block %u", o);
		return true;
	case KDP_CODE_TABLE:
		fprintf(out, "table of checks, copy %u", o);
		return true;
	case KDP_CODE_NOTE:
		fprintf(out, "PT_NOTE %u", o);
		return true;
	default:
		return false;
	}
}

/* What the stage of a wrapped kernel tells of. */
static bool put_stage(const struct kdp_entry *entry, FILE *out)
{
	uint32_t o = entry->object;

	switch (entry->code) {
	case KDP_CODE_WRAP_TABLE:
		fputs("table behind the initrd", out);
		return true;
	case KDP_CODE_WRAP_ACPI:
		if (o)
			fprintf(out, "ACPI table 0x%08x", o);
		else
			fputs("ACPI root", out);
		return true;
	case KDP_CODE_WRAP_IOAPIC:
		fprintf(out, "IO-APIC with id %u", o);
		return true;
	case KDP_CODE_WRAP_E820:
		fputs("memory map", out);
		return true;
	case KDP_CODE_WRAP_ELFCOREHDR:
		fputs("elfcorehdr", out);
		return true;
	case KDP_CODE_WRAP_CMDLINE:
		fputs("command line", out);
		return true;
	default:
		return false;
	}
}

void kdp_report_object(const struct kdp_entry *entry, FILE *out)
{
	uint32_t o = entry->object;

	if (put_interrupt(entry, out) || put_function(entry, out) ||
	    put_image(entry, out) || put_stage(entry, out))
		return;
	switch (entry->code) {
	case KDP_CODE_EXCEPTION:
		fprintf(out, "exception %u", o);
		return;
	case KDP_CODE_MCE:
		if (o)
			fprintf(out, "machine check %u", o);
		else
			fputs("machine checks before", out);
		return;
	case KDP_CODE_MCE_BANK:
		if (o >> 16)
			fprintf(out, "machine check %u bank %u", o >> 16,
				o & 0xffff);
		else
			fprintf(out, "bank %u as handed over", o);
		return;
	case KDP_CODE_GUEST:
		fputs("devices left alone", out);
		return;
	default:
		fprintf(out, "code %u object 0x%x", entry->code, o);
	}
}

/* Why a function was left alone. */
static void put_changed(const struct kdp_entry *e, FILE *out)
{
	if (e->status == KDP_STATUS_TIMEOUT) {
		fprintf(out, "not reached, the first of %" PRIu64 " functions",
			e->extra);
		return;
	}
	fprintf(out, "planned 0x%08" PRIx64 ", found 0x%08" PRIx64, e->before,
		e->after);
	if (e->extra)
		fprintf(out, ", no capability at 0x%02" PRIx64, e->extra);
}

static void put_range(const struct kdp_entry *e, FILE *out)
{
	fprintf(out, "0x%" PRIx64 " bytes at 0x%" PRIx64, e->extra, e->before);
}

static void put_check(const struct kdp_entry *e, FILE *out)
{
	fputs("MCG_STATUS ", out);
	kdp_mce_put_status(e->before, out);
	fprintf(out, ", MCG_CAP 0x%" PRIx64, e->after);
	if (e->object)
		fprintf(out, ", at purgatory+0x%" PRIx64 ", %s", e->extra,
			e->status == KDP_STATUS_OK ? "survived" :
						     "step abandoned");
}

/* By what purgatory itself told that the machine is encrypted. */
static void put_guest(const struct kdp_entry *e, FILE *out)
{
	const struct kdp_name *guest = kdp_name_find(kdp_guest_names,
						     e->object);

	fprintf(out, "%s; ", guest ? guest->meaning : "unknown");
	if (e->extra)
		fprintf(out, "CPUID raised exception %" PRIu64, e->extra);
	else
		fprintf(out, "CPUID 0x8000001f EAX 0x%" PRIx64
			", MSR 0x%" PRIx64, e->before, e->after);
}

/* What the stage of a wrapped kernel did. */
static void put_stage_values(const struct kdp_entry *e, FILE *out)
{
	switch (e->code) {
	case KDP_CODE_WRAP_TABLE:
		fprintf(out, "%u functions, checksum 0x%08" PRIx64 ", at 0x%"
			PRIx64, e->object, e->after, e->before);
		return;
	case KDP_CODE_WRAP_ACPI:
		fprintf(out, "refused, claims 0x%" PRIx64 " bytes at 0x%"
			PRIx64, e->after, e->before);
		return;
	case KDP_CODE_WRAP_IOAPIC:
		fprintf(out, "refused, at 0x%" PRIx64 ", version register 0x%"
			PRIx64, e->before, e->after);
		return;
	case KDP_CODE_WRAP_E820:
		fprintf(out, "0x%" PRIx64 " to 0x%" PRIx64
			" reserved, %u entries", e->before, e->after,
			e->object);
		return;
	default:
		fprintf(out, "0x%" PRIx64 " -> 0x%" PRIx64, e->before,
			e->after);
	}
}

/* The values of a detail, in the words that its code calls for. */
void kdp_report_values(const struct kdp_entry *e, FILE *out)
{
	switch (e->code) {
	case KDP_CODE_EXCEPTION:
		fprintf(out, "at purgatory+0x%" PRIx64 ", error code 0x%"
			PRIx64 ", CR2 0x%" PRIx64, e->before, e->after,
			e->extra);
		return;
	case KDP_CODE_BLOCK:
		put_range(e, out);
		fprintf(out, ", digest begins %016" PRIx64, e->after);
		return;
	case KDP_CODE_CHECK:
		put_range(e, out);
		if (e->status == KDP_STATUS_OK)
			fputs(", repaired", out);
		return;
	case KDP_CODE_PARITY:
		put_range(e, out);
		return;
	case KDP_CODE_TABLE:
		put_range(e, out);
		fprintf(out, ", digest begins %016" PRIx64, e->after);
		return;
	case KDP_CODE_IOAPIC:
		fprintf(out, "version register 0x%" PRIx64, e->before);
		return;
	case KDP_CODE_PCI_CHANGED:
		put_changed(e, out);
		return;
	case KDP_CODE_PCI_FOUND:
		if (e->status == KDP_STATUS_TIMEOUT)
			fputs("search ended on this bus", out);
		else if (e->status == KDP_STATUS_UNSUPPORTED)
			fputs("bus cannot be reached", out);
		else
			fprintf(out, "not in the plan, ids 0x%08" PRIx64,
				e->after);
		return;
	case KDP_CODE_HPET:
		if (e->object & 0xffff)
			break;
		fprintf(out, "capabilities 0x%08" PRIx64 " at 0x%" PRIx64,
			e->before, e->extra);
		return;
	case KDP_CODE_MCE:
		put_check(e, out);
		return;
	case KDP_CODE_MCE_BANK:
		kdp_mce_put_bank(e->before, e->after, e->extra, out);
		return;
	case KDP_CODE_GUEST:
		put_guest(e, out);
		return;
	case KDP_CODE_ISR:
		fputs("ended by EOI", out);
		return;
	case KDP_CODE_IRR:
		fputs(e->after ? "taken" : "not taken", out);
		return;
	case KDP_CODE_LEFT:
		fputs(e->before ? "still pending" : "still in service", out);
		return;
	case KDP_CODE_NOTE:
		fprintf(out, "0x%" PRIx64 " bytes at 0x%" PRIx64, e->after,
			e->before);
		return;
	default:
		break;
	}
	put_stage_values(e, out);
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
		put_name(kdp_status_names, e->status, text.file);
		fputc(')', text.file);
	}
	put_device(model, e, text.file);
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
			put_name(kdp_step_names, e->kind, out);
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
