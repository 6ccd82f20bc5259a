// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timeline.c - what happened when; see timeline.h.
 */
#include "kdump-prep/timeline.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "kdump-prep/names.h"

/* The drawing, in pixels: names, then bars, then durations. */
#define SVG_BARS      180u
#define SVG_BAR_WIDTH 480u
#define SVG_WIDTH     800u
#define SVG_ROW	      22u
#define SVG_TOP	      34u

static struct kdp_timeline_event *add(struct kdp_timeline *timeline,
				      const char *what)
{
	struct kdp_timeline_event *event;

	if (timeline->count == KDP_TIMELINE_MAX)
		return NULL;
	event = &timeline->event[timeline->count++];
	*event = (struct kdp_timeline_event){.what = what, .good = true};
	return event;
}

static void add_clock(struct kdp_timeline *timeline, const char *what,
		      uint64_t clock)
{
	struct kdp_timeline_event *event;

	if (!clock)
		return;
	event = add(timeline, what);
	if (event)
		event->clock = clock;
}

static const char *name_of(const struct kdp_name *table, unsigned int number)
{
	const char *name = kdp_name_of(table, number);

	return name ? name : "unknown";
}

static void add_step(struct kdp_timeline *timeline,
		     const struct kdp_record *header,
		     const struct kdp_entry *step)
{
	struct kdp_timeline_event *event;

	event = add(timeline, name_of(kdp_step_names, step->kind));
	if (!event)
		return;
	event->status = name_of(kdp_status_names, step->status);
	event->good = step->status == KDP_STATUS_OK ||
		      step->status == KDP_STATUS_SKIPPED;
	event->timed = kdp_record_microseconds(
		header->tsc_khz, header->tsc_entry, step->tsc, &event->at_us);
	event->ended = event->timed && step->status != KDP_STATUS_RUNNING &&
		       kdp_record_microseconds(header->tsc_khz, step->tsc,
					       step->tsc_end, &event->us);
}

static void add_end(struct kdp_timeline *timeline,
		    const struct kdp_record *header)
{
	struct kdp_timeline_event *event;

	switch (header->state) {
	case KDP_RECORD_SEALED:
		event = add(timeline, "crash kernel started");
		break;
	case KDP_RECORD_REFUSED:
		event = add(timeline, "crash kernel not started");
		break;
	case KDP_RECORD_RUNNING:
		event = add(timeline, "the attempt ended here");
		break;
	default:
		return;
	}
	if (!event)
		return;
	event->good = header->state == KDP_RECORD_SEALED;
	event->timed =
		header->tsc_seal &&
		kdp_record_microseconds(header->tsc_khz, header->tsc_entry,
					header->tsc_seal, &event->at_us);
}

static uint64_t after(uint64_t time, uint64_t seconds)
{
	return seconds < UINT64_MAX - time ? time + seconds : UINT64_MAX;
}

void kdp_timeline_make(const struct kdp_record_model *model,
		       struct kdp_timeline *ret)
{
	const struct kdp_record_entry *entry;
	size_t i;

	ret->count = 0;
	add_clock(ret, "crash kernel loaded", model->header.load_time);
	add_clock(ret, "panic", model->crash_time);
	/* Four places are kept for what follows. */
	for (i = 0; i < model->entry_count && ret->count < KDP_TIMELINE_MAX - 4;
	     i++) {
		entry = &model->entry[i];
		if (entry->good && entry->entry.type == KDP_ENTRY_STEP)
			add_step(ret, &model->header, &entry->entry);
	}
	add_end(ret, &model->header);
	/* Purgatory is done within the second of the panic. */
	if (model->crash_time && model->capture_began)
		add_clock(ret, "capture began",
			  after(model->crash_time, model->capture_began));
	if (model->crash_time && model->capture_ended)
		add_clock(ret, "capture ended",
			  after(model->crash_time, model->capture_ended));
	/* What was copied without its time, or restored, is no evidence. */
	if (model->crash_time && model->saved_time >= model->crash_time)
		add_clock(ret, "vmcore last written", model->saved_time);
}

static void put_clock(uint64_t clock, char *ret, size_t size)
{
	time_t when = (time_t)clock;
	struct tm tm;

	if (clock > INT64_MAX || !gmtime_r(&when, &tm) ||
	    !strftime(ret, size, "%Y-%m-%d %H:%M:%S UTC", &tm))
		snprintf(ret, size, "%" PRIu64 " s", clock);
}

static void put_us(uint64_t us, char *ret, size_t size)
{
	if (us < 10000)
		snprintf(ret, size, "%" PRIu64 " us", us);
	else if (us < 10000000)
		snprintf(ret, size, "%" PRIu64 ".%" PRIu64 " ms", us / 1000,
			 us % 1000 / 100);
	else
		snprintf(ret, size, "%" PRIu64 ".%" PRIu64 " s", us / 1000000,
			 us % 1000000 / 100000);
}

void kdp_timeline_write(const struct kdp_timeline *timeline, FILE *out)
{
	const struct kdp_timeline_event *event;
	char when[40], length[32];
	size_t i;

	for (i = 0; i < timeline->count; i++) {
		event = &timeline->event[i];
		snprintf(when, sizeof(when), "?");
		if (event->clock) {
			put_clock(event->clock, when, sizeof(when));
		} else if (event->timed) {
			when[0] = '+';
			put_us(event->at_us, when + 1, sizeof(when) - 1);
		}
		fprintf(out, "  %-24s %s", when, event->what);
		if (event->status) {
			put_us(event->us, length, sizeof(length));
			fprintf(out, ": %s%s%s", event->status,
				event->ended ? ", " : "",
				event->ended ? length : "");
		}
		fputc('\n', out);
	}
}

/* The end of the last step, or 1. */
static uint64_t whole(const struct kdp_timeline *timeline)
{
	uint64_t end = 1;
	size_t i;

	for (i = 0; i < timeline->count; i++) {
		const struct kdp_timeline_event *event = &timeline->event[i];

		if (event->timed && event->at_us <= UINT64_MAX - event->us &&
		    event->at_us + event->us > end)
			end = event->at_us + event->us;
	}
	return end;
}

static void put_row(const struct kdp_timeline_event *event, unsigned int y,
		    uint64_t end, FILE *out)
{
	double from = (double)event->at_us / (double)end * SVG_BAR_WIDTH;
	double width = (double)event->us / (double)end * SVG_BAR_WIDTH;
	char text[64] = "";

	fprintf(out, "<text x=\"8\" y=\"%u\">%s</text>\n", y + 15, event->what);
	/* A step of no length can be seen all the same. */
	if (width < 1.5)
		width = 1.5;
	if (event->timed)
		fprintf(out,
			"<rect x=\"%.1f\" y=\"%u\" width=\"%.1f\" height=\"14\" fill=\"%s\"/>\n",
			SVG_BARS + from, y + 4, width,
			event->good ? "#4477aa" : "#cc3311");
	if (event->clock)
		put_clock(event->clock, text, sizeof(text));
	else if (event->ended)
		put_us(event->us, text, sizeof(text));
	else if (event->timed && !event->status)
		put_us(event->at_us, text, sizeof(text));
	fprintf(out, "<text x=\"%u\" y=\"%u\"%s>%s%s%s</text>\n",
		event->clock ? SVG_BARS : SVG_BARS + SVG_BAR_WIDTH + 8, y + 15,
		event->good ? "" : " fill=\"#cc3311\"", text,
		event->status && !event->good ? " " : "",
		event->status && !event->good ? event->status : "");
}

void kdp_timeline_svg(const struct kdp_timeline *timeline, FILE *out)
{
	unsigned int height =
		SVG_TOP + 8 + (unsigned int)timeline->count * SVG_ROW;
	uint64_t end = whole(timeline);
	size_t i;

	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\" font-family=\"sans-serif\" font-size=\"12\">\n"
		"<title>Timeline of a crash</title>\n"
		"<rect width=\"%u\" height=\"%u\" fill=\"#ffffff\"/>\n"
		"<text x=\"8\" y=\"20\" font-size=\"14\">from the panic to the crash kernel</text>\n",
		SVG_WIDTH, height, SVG_WIDTH, height, SVG_WIDTH, height);
	for (i = 0; i < timeline->count; i++)
		put_row(&timeline->event[i],
			SVG_TOP + (unsigned int)i * SVG_ROW, end, out);
	fputs("</svg>\n", out);
}
