// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_verdict.c - what became of an attempt, in a paragraph; see report.h.
 */
#include "kdump-prep/report.h"

#include "kdump-prep/devices.h"
#include "kdump-prep/names.h"

/* Linux's timers and calls between CPUs have vectors from here on. */
#define SYSTEM_VECTORS 0xec

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

	while ((step = kdp_record_next_step(model, &i))) {
		if (went_well(step))
			continue;
		fputs(comma, out);
		kdp_name_put(kdp_step_names, step->kind, out);
		fputs(" (", out);
		kdp_name_put(kdp_status_names, step->status, out);
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

	while ((step = kdp_record_next_step(model, &i))) {
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

	while ((step = kdp_record_next_step(model, &i)))
		last = step;
	return last;
}

static void put_last_step(const struct kdp_entry *last, FILE *out)
{
	fprintf(out, " %s step ",
		last->status == KDP_STATUS_RUNNING ? "in" : "after");
	kdp_name_put(kdp_step_names, last->kind, out);
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
		kdp_report_device(model, pin ? pin : e, out);
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
