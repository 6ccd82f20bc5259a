// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * draw.c - the results of sweeps as text and as a drawing.
 *
 * Windows are of a hundred instructions and of a billion: a part of the drawing
 * is as wide as the logarithm of its length.
 */
#include "tests/sweep/draw.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sweep/line.h"

#define WINDOWS 64
#define EDGES (2 * WINDOWS * HIT_COUNT + 2)

/* Pixels. */
#define LEFT 60
#define WIDTH 970
#define ROW 16
#define LINE 14
#define GAP 34
#define FIRST_LANE 48	/* its heading's line of writing */
#define BAR 22		/* from there to the first bar */
#define LABEL_UP 4	/* the first label is so much nearer than a line */

/* A line that runs behind writing does not strike it out. */
#define HALO " paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"4\""

#define UNCERTAIN 2 /* instructions */

static const char *const colours[FATE_COUNT] = {
	[FATE_SURVIVED] = "#9c9", [FATE_RESET] = "#c43", [FATE_HANG] = "#84c",
};

static struct lane *find_lane(struct lanes *lanes, const char *kernel,
			      const char *way)
{
	struct lane *ret;

	for (size_t i = 0; i < lanes->count; i++)
		if (!strcmp(lanes->lane[i]->kernel, kernel) &&
		    !strcmp(lanes->lane[i]->way, way))
			return lanes->lane[i];
	if (lanes->count == LANES || !*kernel || !*way)
		return NULL;
	ret = calloc(1, sizeof(*ret));
	if (!ret)
		return NULL;
	snprintf(ret->kernel, sizeof(ret->kernel), "%s", kernel);
	snprintf(ret->way, sizeof(ret->way), "%s", way);
	lanes->lane[lanes->count++] = ret;
	return ret;
}

static void take_mark(struct lane *lane, struct json_object *line)
{
	const char *place = line_text(line, "place");
	struct lane_mark *mark;

	if (!strcmp(line_text(line, "mark"), "end")) {
		lane->end = line_number(line, "at");
		return;
	}
	if (lane->mark_count == LANE_MARKS)
		return;
	mark = &lane->mark[lane->mark_count++];
	mark->at = line_number(line, "at");
	snprintf(mark->place, sizeof(mark->place), "%s%s%s",
		 line_text(line, "mark"), *place ? ", " : "", place);
	/* Names are those of symbols: nothing else may reach the drawing. */
	for (char *c = mark->place; (c = strpbrk(c, "<>&\"")); )
		*c = '?';
}

bool lanes_read(struct lanes *lanes, FILE *file)
{
	char text[1024];

	while (fgets(text, sizeof(text), file)) {
		struct json_object *line = json_tokener_parse(text);
		struct lane *lane;
		enum fate fate;
		enum hit hit;

		lane = line ? find_lane(lanes, line_text(line, "kernel"),
					line_text(line, "way")) : NULL;
		if (lane && *line_text(line, "mark"))
			take_mark(lane, line);
		else if (lane && hit_parse(line_text(line, "hit"), &hit) &&
			 fate_parse(line_text(line, "fate"), &fate))
			map_add(&lane->map[hit], line_number(line, "at"), fate);
		json_object_put(line);
		if (!lane)
			return false;
	}
	return !ferror(file);
}

void lanes_deinit(struct lanes *lanes)
{
	for (size_t i = 0; i < lanes->count; i++)
		free(lanes->lane[i]);
	lanes->count = 0;
}

/*
 * What an edge is: a window that begins or ends beside an instruction that has
 * a mark is named by it.  Positions agree from run to run but for one or two,
 * as an instruction that touches a device may be begun twice.
 */
static void name_edge(const struct lane *lane, uint64_t at, char *ret,
		      size_t size)
{
	const struct lane_mark *found = NULL;

	for (size_t i = 0; i < lane->mark_count; i++)
		if (lane->mark[i].at <= at &&
		    at - lane->mark[i].at <= UNCERTAIN &&
		    (lane->mark[i].at < at || !found))
			found = &lane->mark[i];
	if (at == 0 || at == lane->end)
		snprintf(ret, size, "%s", at ? "end" : "start");
	else if (found)
		snprintf(ret, size, "%s%s", found->at == at ? "before " : "",
			 found->place);
	else
		snprintf(ret, size, "%" PRIu64, at);
}

static void print_window(const struct lane *lane, enum hit hit,
			 const struct window *window, FILE *file)
{
	char from[96], to[96];

	name_edge(lane, window->from, from, sizeof(from));
	name_edge(lane, window->to, to, sizeof(to));
	fprintf(file, "  %-4s %-5s %13" PRIu64 " from %13" PRIu64
		"  %s .. %s\n", hit_name(hit), fate_name(window->fate),
		window->to - window->from, window->from, from, to);
}

static uint64_t count_lost(const struct lane *lane, enum hit hit)
{
	struct window window[WINDOWS];
	size_t count = map_windows(&lane->map[hit], lane->end, window, WINDOWS);
	uint64_t ret = 0;

	for (size_t i = 0; i < count; i++)
		ret += window[i].to - window[i].from;
	return ret;
}

static void print_lane(const struct lane *lane, FILE *file)
{
	fprintf(file, "%s, %s: %" PRIu64 " instructions\n", lane->way,
		lane->kernel, lane->end);
	for (int hit = 0; hit < HIT_COUNT; hit++) {
		struct window window[WINDOWS];
		const struct map *map = &lane->map[hit];
		size_t count;

		if (!map->count)
			continue;
		count = map_windows(map, lane->end, window, WINDOWS);
		for (size_t i = 0; i < count; i++)
			print_window(lane, (enum hit)hit, &window[i], file);
		fprintf(file, "  %-4s lost  %13" PRIu64 " of %" PRIu64
			", %zu hits\n", hit_name((enum hit)hit),
			count_lost(lane, (enum hit)hit), lane->end,
			map->count);
	}
}

void draw_text(const struct lanes *lanes, FILE *file)
{
	for (size_t i = 0; i < lanes->count; i++) {
		if (i)
			fputc('\n', file);
		print_lane(lanes->lane[i], file);
	}
}

static int compare(const void *first, const void *second)
{
	uint64_t a = *(const uint64_t *)first, b = *(const uint64_t *)second;

	return (a > b) - (a < b);
}

/* Where some window of this lane begins or ends, and its ends, once each. */
static size_t find_edges(const struct lane *lane, uint64_t *edge)
{
	size_t count = 0, used = 0;

	edge[count++] = 0;
	edge[count++] = lane->end;
	for (int hit = 0; hit < HIT_COUNT; hit++) {
		struct window window[WINDOWS];
		size_t windows = map_windows(&lane->map[hit], lane->end, window,
					     WINDOWS);

		for (size_t i = 0; i < windows; i++) {
			edge[count++] = window[i].from;
			edge[count++] = window[i].to;
		}
	}
	qsort(edge, count, sizeof(*edge), compare);
	for (size_t i = 0; i < count; i++)
		if (!used || edge[i] != edge[used - 1])
			edge[used++] = edge[i];
	return used;
}

/* Like a logarithm of base 2, in eighths, without the floating point. */
static unsigned int weight(uint64_t length)
{
	unsigned int ret = 8;

	while (length > 15) {
		length /= 2;
		ret += 8;
	}
	return ret + (unsigned int)length / 2;
}

static enum fate fate_at(const struct map *map, uint64_t end, uint64_t at)
{
	struct window window[WINDOWS];
	size_t count = map_windows(map, end, window, WINDOWS);

	for (size_t i = 0; i < count; i++)
		if (at >= window[i].from && at < window[i].to)
			return window[i].fate;
	return FATE_SURVIVED;
}

static void draw_row(const struct lane *lane, enum hit hit,
		     const uint64_t *edge, size_t count, unsigned int y,
		     FILE *file)
{
	unsigned int sum = 0, before = 0;

	for (size_t i = 1; i < count; i++)
		sum += weight(edge[i] - edge[i - 1]);
	fprintf(file, "<text x=\"%d\" y=\"%u\" text-anchor=\"end\">%s</text>\n",
		LEFT - 8, y + ROW - 4, hit_name(hit));
	for (size_t i = 1; i < count; i++) {
		unsigned int next = before + weight(edge[i] - edge[i - 1]);
		enum fate fate = fate_at(&lane->map[hit], lane->end,
					 edge[i - 1]);

		fprintf(file, "<rect x=\"%u\" y=\"%u\" width=\"%u\" "
			"height=\"%d\" fill=\"%s\"><title>%s, %" PRIu64
			" instructions from %" PRIu64 "</title></rect>\n",
			LEFT + before * WIDTH / sum, y,
			(next - before) * WIDTH / sum, ROW - 2, colours[fate],
			fate_name(fate), edge[i] - edge[i - 1], edge[i - 1]);
		before = next;
	}
}

/* A number, its digits in groups of three. */
static const char *grouped(uint64_t number, char ret[static 32])
{
	char plain[24];
	size_t length = (size_t)snprintf(plain, sizeof(plain), "%" PRIu64,
					 number);
	char *to = ret;

	for (size_t i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			*to++ = ',';
		*to++ = plain[i];
	}
	*to = '\0';
	return ret;
}

/* Where each part but the last ends, from the bar down to what that is. */
static void draw_lines(const uint64_t *edge, size_t count, unsigned int top,
		       unsigned int y, FILE *file)
{
	unsigned int sum = 0, before = 0;

	for (size_t i = 1; i < count; i++)
		sum += weight(edge[i] - edge[i - 1]);
	for (size_t i = 1; i + 1 < count; i++) {
		before += weight(edge[i] - edge[i - 1]);
		y += LINE;
		fprintf(file, "<path d=\"M%u %uV%u\" stroke=\"#888\"/>\n",
			LEFT + before * WIDTH / sum, top + 4, y);
	}
}

/* The length of each part, above it, and what its end is, below the rows. */
static unsigned int draw_labels(const struct lane *lane, const uint64_t *edge,
				size_t count, unsigned int top, unsigned int y,
				FILE *file)
{
	unsigned int sum = 0, before = 0;

	for (size_t i = 1; i < count; i++)
		sum += weight(edge[i] - edge[i - 1]);
	for (size_t i = 1; i < count; i++) {
		unsigned int next = before + weight(edge[i] - edge[i - 1]);
		unsigned int x = LEFT + next * WIDTH / sum;
		bool is_left = next * 2 > sum;
		char name[96], number[32];

		fprintf(file, "<text x=\"%u\" y=\"%u\" text-anchor=\"middle\" "
			"font-size=\"9\">%s</text>\n",
			LEFT + (before + next) * WIDTH / sum / 2, top,
			grouped(edge[i] - edge[i - 1], number));
		before = next;
		if (i + 1 == count)
			break;
		name_edge(lane, edge[i], name, sizeof(name));
		y += LINE;
		fprintf(file, "<text x=\"%u\" y=\"%u\" font-size=\"10\"%s"
			HALO ">%s</text>\n", is_left ? x - 4 : x + 4, y,
			is_left ? " text-anchor=\"end\"" : "", name);
	}
	return y;
}

static unsigned int row_count(const struct lane *lane)
{
	unsigned int ret = 0;

	for (int hit = 0; hit < HIT_COUNT; hit++)
		ret += lane->map[hit].count > 0;
	return ret;
}

static void draw_heading(const struct lane *lane, unsigned int y, FILE *file)
{
	char number[32];

	fprintf(file, "<text x=\"8\" y=\"%u\"><tspan font-weight=\"bold\">"
		"%s, %s</tspan>: %s instructions", y, lane->way, lane->kernel,
		grouped(lane->end, number));
	for (int hit = 0; hit < HIT_COUNT; hit++)
		if (lane->map[hit].count)
			fprintf(file, "; %s lost in %s",
				hit_name((enum hit)hit),
				grouped(count_lost(lane, (enum hit)hit),
					number));
	fputs("</text>\n", file);
}

/* What draw_lane() adds to y. */
static unsigned int lane_height(const struct lane *lane)
{
	uint64_t edge[EDGES];
	size_t count = find_edges(lane, edge);

	return lane->end ? BAR + row_count(lane) * ROW - LABEL_UP +
			   (unsigned int)(count - 2) * LINE + GAP : 0;
}

static unsigned int draw_lane(const struct lane *lane, unsigned int y,
			      FILE *file)
{
	uint64_t edge[EDGES];
	size_t count = find_edges(lane, edge);
	unsigned int row = y + BAR, top = row - 4, below;

	below = row + row_count(lane) * ROW - LABEL_UP;
	draw_heading(lane, y, file);
	for (int hit = 0; hit < HIT_COUNT; hit++) {
		if (!lane->map[hit].count)
			continue;
		draw_row(lane, (enum hit)hit, edge, count, row, file);
		row += ROW;
	}
	draw_lines(edge, count, top, below, file);
	return draw_labels(lane, edge, count, top, below, file) + GAP;
}

static void draw_legend(FILE *file)
{
	for (int fate = 0; fate < FATE_COUNT; fate++)
		fprintf(file, "<rect x=\"%d\" y=\"8\" width=\"12\" "
			"height=\"12\" fill=\"%s\"/><text x=\"%d\" y=\"18\">%s"
			"</text>\n", LEFT + 100 * fate, colours[fate],
			LEFT + 100 * fate + 18, fate_name((enum fate)fate));
	fprintf(file, "<text x=\"%d\" y=\"18\">widths: the logarithm of the "
		"number of instructions, which stands above</text>\n",
		LEFT + 320);
}

void draw_svg(const struct lanes *lanes, FILE *file)
{
	unsigned int height = FIRST_LANE;

	/* The height stands in front of what takes it. */
	for (size_t i = 0; i < lanes->count; i++)
		height += lane_height(lanes->lane[i]);
	fprintf(file, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		"width=\"%d\" height=\"%u\" font-family=\"sans-serif\" "
		"font-size=\"12\">\n<title>An interrupt that meets the way "
		"from one kernel to the next</title>\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
		LEFT + WIDTH + 30, height);
	draw_legend(file);
	height = FIRST_LANE;
	for (size_t i = 0; i < lanes->count; i++)
		if (lanes->lane[i]->end)
			height = draw_lane(lanes->lane[i], height, file);
	fputs("</svg>\n", file);
}
