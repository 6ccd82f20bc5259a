// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sweep.c - hit a guest at any instruction from the panicking kernel's
 * machine_kexec() to the second kernel's full IDT, and tell what became of it.
 *
 * usage: sweep take [vm's options] -- QEMU [QEMU's arguments]
 *	  sweep run --dir=DIR --plugin=FILE --end=ADDRESS --way=NAME
 *		    --kernel=NAME --symbols=FILE --hit=nmi|lint|mce
 *		    --results=FILE [--grid=N] [--seconds=N]
 *	  sweep draw text|svg FILE...
 *
 * "take" stands in for tests/crash/vm in tests/crash/run: it stops the guest
 * at $KDP_SWEEP_START and keeps it in $KDP_SWEEP_DIR.  "run" hits it from there
 * on, and appends to FILE what it finds out, a line of JSON each: "mark" lines,
 * where tables are loaded and control goes far, and "hit" lines.  What FILE has
 * already is not done again.  "draw" prints such files.
 *
 * Exit status: 0 done, 1 failed, 2 usage, 3 the time is up.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/sweep/draw.h"
#include "tests/sweep/guest.h"
#include "tests/sweep/line.h"
#include "tests/sweep/map.h"
#include "tests/sweep/places.h"

#define PATH_SIZE 512
#define BOOT_SECONDS 330
#define CHECKPOINTS 8
#define GRID_MAX 1024
/* Checkpoints nearer than this to each other save no time. */
#define CHECKPOINT_STEP 40000000ul
/* Instructions by which two runs of one guest differ. */
#define END_UNCERTAIN 16u

/* One sweep, with all that it knows. */
struct sweep {
	const char *dir, *plugin, *way, *kernel, *symbols, *results;
	enum hit hit;
	uint64_t end_address;
	unsigned int grid;
	double seconds;
	double begin;
	uint64_t end;			/* position; 0: not known yet */
	size_t mark_count;
	uint64_t mark[TRACE_MARKS];	/* positions */
	size_t table_count;
	uint64_t table[TRACE_MARKS];	/* those of IDTR, CR3, CR4 */
	struct map map;
	size_t kept_count;
	uint64_t kept[CHECKPOINTS];	/* positions */
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool is_late(const struct sweep *sweep)
{
	return now() - sweep->begin > sweep->seconds;
}

static int complain(struct kdp_error *err)
{
	fprintf(stderr, "sweep: %s\n", err->message);
	kdp_error_destroy(err);
	return 1;
}

/* Files of the run that QEMU opens again. */
static bool keep_files(const char *out, const char *dir)
{
	static const char *const names[] = { "initrd", "disk", "vars" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char from[PATH_SIZE], to[PATH_SIZE];

		snprintf(from, sizeof(from), "%s/%s", out, names[i]);
		snprintf(to, sizeof(to), "%s/%s", dir, names[i]);
		unlink(to);
		if (link(from, to) && errno != ENOENT)
			return false;
	}
	return true;
}

/* Write the arguments, with "dir" in place of "out". */
static bool keep_arguments(const char *out, const char *dir,
			   const struct kdp_vm_config *config)
{
	char path[PATH_SIZE];
	FILE *file;

	snprintf(path, sizeof(path), "%s/arguments", dir);
	file = fopen(path, "we");
	if (!file)
		return false;
	fprintf(file, "%s\n%u\n", config->machine, config->memory);
	for (char **argument = config->argv; *argument; argument++) {
		const char *found = strstr(*argument, out);

		if (found)
			fprintf(file, "%.*s%s%s\n", (int)(found - *argument),
				*argument, dir, found + strlen(out));
		else
			fprintf(file, "%s\n", *argument);
	}
	return fclose(file) == 0;
}

static bool write_file(const char *out, const char *name, const char *text)
{
	char path[PATH_SIZE];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", out, name);
	file = fopen(path, "we");
	if (!file)
		return false;
	fputs(text, file);
	return fclose(file) == 0;
}

/* What tests/crash/run reads. */
static bool write_result(const char *out, const char *text)
{
	char result[1024];

	snprintf(result, sizeof(result), "why=%s\n", text);
	return write_file(out, "result", result) &&
	       write_file(out, "status.log", "");
}

static int take(int argc, char **argv)
{
	static const struct option options[] = {
		{ "out", required_argument, NULL, 'o' },
		{ "machine", required_argument, NULL, 'M' },
		{ "memory", required_argument, NULL, 'm' },
		{ "limit", required_argument, NULL, 'l' },
		{ "slow", required_argument, NULL, 's' },
		{ "doorbell", no_argument, NULL, 'd' },
		{ NULL, 0, NULL, 0 },
	};
	const char *dir = getenv("KDP_SWEEP_DIR");
	const char *address = getenv("KDP_SWEEP_START");
	struct kdp_vm_config config = { .machine = "q35", .memory = 1024 };
	const char *out = NULL;
	struct guest guest = { 0 };
	struct kdp_error *err;
	int option;

	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		switch (option) {
		case 'o': out = optarg; break;
		case 'M': config.machine = optarg; break;
		case 'm':
			config.memory = (unsigned int)strtoul(optarg, NULL, 10);
			break;
		case '?': return 2;
		default: break;
		}
	}
	if (!out || !dir || !address || optind == argc)
		return 2;
	config.argv = argv + optind;
	if (!keep_files(out, dir) || !keep_arguments(out, dir, &config))
		return complain(kdp_error_os(errno, "%s", dir));
	err = guest_boot(&guest, dir, &config,
			 strtoull(address, NULL, 16), BOOT_SECONDS);
	if (!err)
		err = guest_save(&guest, dir, "c0");
	guest_stop(&guest);
	if (!write_result(out, err ? err->message : "kept"))
		return 1;
	printf("%s\n", err ? "HARNESS-ERROR" : "HANG");
	return err ? complain(err) : 0;
}

static const char *mark_name(uint64_t kind)
{
	switch (kind) {
	case TRACE_LIDT: return "lidt";
	case TRACE_CR3: return "cr3";
	case TRACE_CR4: return "cr4";
	case TRACE_REGION: return "jump";
	case TRACE_HIGH: return "high";
	case TRACE_LOW: return "low";
	default: return "?";
	}
}

static void take_mark(struct sweep *sweep, const char *mark, uint64_t at)
{
	if (sweep->mark_count == TRACE_MARKS)
		return;
	sweep->mark[sweep->mark_count++] = at;
	if (strcmp(mark, "jump") != 0)
		sweep->table[sweep->table_count++] = at;
}

/* One line of the results: known from now on, where it is of this sweep. */
static void take_line(struct sweep *sweep, struct json_object *line)
{
	const char *mark = line_text(line, "mark");
	uint64_t at = line_number(line, "at");
	enum fate fate;

	if (strcmp(line_text(line, "way"), sweep->way) != 0 ||
	    strcmp(line_text(line, "kernel"), sweep->kernel) != 0)
		return;
	if (!strcmp(mark, "end"))
		sweep->end = at;
	else if (*mark)
		take_mark(sweep, mark, at);
	else if (!strcmp(line_text(line, "hit"), hit_name(sweep->hit)) &&
		 fate_parse(line_text(line, "fate"), &fate))
		map_add(&sweep->map, at, fate);
}

static bool read_results(struct sweep *sweep)
{
	char text[1024];
	FILE *file = fopen(sweep->results, "re");

	if (!file)
		return errno == ENOENT;
	while (fgets(text, sizeof(text), file)) {
		struct json_object *line = json_tokener_parse(text);

		if (line)
			take_line(sweep, line);
		json_object_put(line);
	}
	return fclose(file) == 0;
}

__attribute__((format(printf, 2, 3)))
static void append(const struct sweep *sweep, const char *format, ...)
{
	FILE *file = fopen(sweep->results, "ae");
	va_list list;

	if (!file) {
		perror(sweep->results);
		exit(1);
	}
	fprintf(file, "{\"way\":\"%s\",\"kernel\":\"%s\",", sweep->way,
		sweep->kernel);
	va_start(list, format);
	vfprintf(file, format, list);
	va_end(list);
	fprintf(file, "}\n");
	if (fclose(file)) {
		perror(sweep->results);
		exit(1);
	}
}

/* Where checkpoints are, "c0" first. */
static void find_kept(struct sweep *sweep)
{
	sweep->kept_count = 0;
	while (sweep->kept_count < CHECKPOINTS) {
		char path[PATH_SIZE];
		bool good;
		FILE *file;

		snprintf(path, sizeof(path), "%s/c%zu.at", sweep->dir,
			 sweep->kept_count);
		file = fopen(path, "re");
		if (!file)
			return;
		good = fscanf(file, "%" SCNu64,
			      &sweep->kept[sweep->kept_count]) == 1;
		fclose(file);
		if (!good)
			return;
		sweep->kept_count++;
	}
}

/* Start from the last checkpoint that does not lie behind a position. */
KDP_MUST_CHECK
static struct kdp_error *restore(const struct sweep *sweep, uint64_t position,
				 struct guest *guest)
{
	char name[24];
	size_t i = sweep->kept_count;

	while (i && sweep->kept[i - 1] > position)
		i--;
	snprintf(name, sizeof(name), "c%zu", i ? i - 1 : 0);
	*guest = (struct guest){ .end = sweep->end_address };
	return guest_restore(guest, sweep->dir, name, sweep->plugin);
}

/* Write down all marks, with the names of where they are. */
static bool note_marks(struct sweep *sweep, const struct trace *trace)
{
	FILE *file = fopen(sweep->symbols, "re");
	struct places places = { 0 };
	bool good = file && places_read(&places, file);

	if (file)
		fclose(file);
	for (size_t i = 0; good && i < trace->mark_count; i++) {
		const struct trace_mark *mark = &trace->mark[i];
		char place[64];

		places_name(&places, trace->mark, trace->mark_count, i, place,
			    sizeof(place));
		take_mark(sweep, mark_name(mark->kind), mark->at);
		append(sweep, "\"mark\":\"%s\",\"at\":%" PRIu64
		       ",\"address\":\"0x%" PRIx64 "\",\"from\":\"0x%" PRIx64
		       "\",\"place\":\"%s\"", mark_name(mark->kind), mark->at,
		       mark->address, mark->from, place);
	}
	if (good)
		append(sweep, "\"mark\":\"end\",\"at\":%" PRIu64, sweep->end);
	places_deinit(&places);
	return good;
}

/* The last table that is loaded is the one that stays. */
static uint64_t full_idt(const struct trace *trace, uint64_t end)
{
	for (size_t i = trace->mark_count; i-- > 0;)
		if (trace->mark[i].kind == TRACE_LIDT)
			return trace->mark[i].at + 1;
	return end;
}

/* Hits of another guest are at other positions. */
static int compare_end(const struct sweep *sweep, uint64_t end)
{
	uint64_t apart = end > sweep->end ? end - sweep->end : sweep->end - end;

	if (apart <= END_UNCERTAIN)
		return 0;
	fprintf(stderr, "sweep: %s: %s, %s ends at %" PRIu64 ", this guest at %"
		PRIu64 ": it is another one; write to another file\n",
		sweep->results, sweep->way, sweep->kernel, sweep->end, end);
	return 1;
}

/* Undisturbed: where tables are loaded, and where the end is. */
static int refer(struct sweep *sweep)
{
	struct guest guest;
	struct kdp_error *err = restore(sweep, 0, &guest);
	double begin = now();
	enum stop stop;
	uint64_t end;

	if (err) {
		guest_stop(&guest);
		return complain(err);
	}
	guest.trace->marking = 1;
	stop = guest_finish(&guest);
	if (stop != STOP_END) {
		fprintf(stderr, "sweep: the guest does not reach the end: "
			"stop %d after %" PRIu64 " instructions\n", (int)stop,
			guest_position(&guest));
		guest_stop(&guest);
		return 1;
	}
	end = full_idt(guest.trace, guest_position(&guest));
	if (sweep->end) {
		guest_stop(&guest);
		return compare_end(sweep, end);
	}
	sweep->end = end;
	if (!note_marks(sweep, guest.trace)) {
		fprintf(stderr, "sweep: %s: no symbols\n", sweep->symbols);
		guest_stop(&guest);
		return 1;
	}
	printf("%s: %" PRIu64 " instructions in %.1f s\n", sweep->way,
	       sweep->end, now() - begin);
	guest_stop(&guest);
	return 0;
}

/* Keep the guest at marks far from each other, so that no run is long. */
static int keep_more(struct sweep *sweep)
{
	for (size_t i = 0; i <= sweep->mark_count; i++) {
		uint64_t at = i < sweep->mark_count ? sweep->mark[i] :
			sweep->end;
		uint64_t last = sweep->kept[sweep->kept_count - 1];
		char name[24];
		struct guest guest;
		struct kdp_error *err;

		if (at < last + CHECKPOINT_STEP ||
		    sweep->kept_count == CHECKPOINTS)
			continue;
		at -= at > 4096 ? 4096 : 0;
		snprintf(name, sizeof(name), "c%zu", sweep->kept_count);
		err = restore(sweep, at, &guest);
		if (!err && guest_seek(&guest, at) != STOP_THERE)
			err = kdp_error_create(KDP_ERROR_OTHER,
					       "no way to %" PRIu64, at);
		if (!err)
			err = guest_save(&guest, sweep->dir, name);
		guest_stop(&guest);
		if (err)
			return complain(err);
		sweep->kept[sweep->kept_count++] = at;
	}
	return 0;
}

static enum fate fate_of(enum stop stop)
{
	return stop == STOP_RESET ? FATE_RESET :
	       stop == STOP_HANG ? FATE_HANG : FATE_SURVIVED;
}

static void found(struct sweep *sweep, uint64_t at, uint64_t address,
		  enum fate fate)
{
	map_add(&sweep->map, at, fate);
	append(sweep, "\"hit\":\"%s\",\"at\":%" PRIu64
	       ",\"address\":\"0x%" PRIx64 "\",\"fate\":\"%s\"",
	       hit_name(sweep->hit), at, address, fate_name(fate));
}

/*
 * Hit at each position of a list, in order, until one hit is not survived.
 * After the last of several the guest runs on to the end; one alone is survived
 * when its handler is back where it came from.  None follows one that waits,
 * as an NMI does where they are held back: the guest runs on to the end with
 * it.  *next_ret is the first one not done.
 */
static int chain(struct sweep *sweep, const uint64_t *at, size_t count,
		 size_t *next_ret)
{
	enum stop stop = STOP_THERE;
	uint64_t rip = 0, rsp;
	struct guest guest;
	struct kdp_error *err = restore(sweep, at[0], &guest);
	size_t i = 0;

	if (err) {
		guest_stop(&guest);
		return complain(err);
	}
	while (stop == STOP_THERE && i < count && !guest.waiting &&
	       !(i && is_late(sweep))) {
		stop = guest_seek(&guest, at[i]);
		if (stop == STOP_THERE && !gdb_where(&guest.gdb, &rip, &rsp))
			stop = STOP_ERROR;
		if (stop != STOP_THERE)
			break;
		stop = guest_hit(&guest, sweep->hit);
		if (stop != STOP_ERROR)
			found(sweep, at[i], rip, fate_of(stop));
		i++;
	}
	if (stop == STOP_THERE &&
	    (guest.waiting || (count > 1 && !is_late(sweep)))) {
		stop = guest_finish(&guest);
		if (stop != STOP_END)
			found(sweep, at[i - 1], rip, fate_of(stop));
	}
	guest_stop(&guest);
	*next_ret = i;
	if (stop != STOP_ERROR && i)
		return 0;
	fprintf(stderr, "sweep: QEMU failed at %" PRIu64 ", stop %d\n",
		at[i ? i - 1 : 0], (int)stop);
	return 1;
}

static int compare(const void *first, const void *second)
{
	uint64_t a = *(const uint64_t *)first, b = *(const uint64_t *)second;

	return (a > b) - (a < b);
}

/* Each position once, and none that is known or behind the end. */
static size_t still_to_do(const struct sweep *sweep, uint64_t *at, size_t count)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
		if (at[i] < sweep->end && !map_has(&sweep->map, at[i]) &&
		    (!used || at[i] != at[used - 1]))
			at[used++] = at[i];
	return used;
}

/* The regular grid, and both sides of what loads a table. */
static int run_grid(struct sweep *sweep)
{
	static uint64_t at[GRID_MAX + 2 + 2 * TRACE_MARKS];
	size_t count = 0, next = 0;
	int ret = 0;

	for (unsigned int i = 0; i < sweep->grid; i++)
		at[count++] = sweep->end / sweep->grid * i +
			sweep->end / sweep->grid / 2;
	at[count++] = 0;
	at[count++] = sweep->end - 1;
	for (size_t i = 0; i < sweep->table_count; i++) {
		at[count++] = sweep->table[i];
		at[count++] = sweep->table[i] + 1;
	}
	qsort(at, count, sizeof(at[0]), compare);
	count = still_to_do(sweep, at, count);
	while (!ret && next < count) {
		size_t done;

		if (is_late(sweep))
			return 3;
		ret = chain(sweep, at + next, count - next, &done);
		next += done;
	}
	return ret;
}

static int run_borders(struct sweep *sweep)
{
	uint64_t at;
	size_t done;
	int ret = 0;

	while (!ret && map_next(&sweep->map, sweep->mark, sweep->mark_count,
				&at)) {
		if (is_late(sweep))
			return 3;
		ret = chain(sweep, &at, 1, &done);
	}
	return ret;
}

static void print_windows(const struct sweep *sweep)
{
	struct window window[64];
	size_t count = map_windows(&sweep->map, sweep->end, window, 64);

	for (size_t i = 0; i < count; i++)
		printf("%s %s %s: %" PRIu64 " to %" PRIu64 ", %" PRIu64
		       " instructions\n", sweep->way, hit_name(sweep->hit),
		       fate_name(window[i].fate), window[i].from, window[i].to,
		       window[i].to - window[i].from);
}

static int sweep_run(struct sweep *sweep)
{
	int ret;

	sweep->begin = now();
	if (!read_results(sweep)) {
		perror(sweep->results);
		return 1;
	}
	find_kept(sweep);
	/* A guest of which nothing is kept yet may be a new one. */
	if (!sweep->end || sweep->kept_count == 1) {
		ret = refer(sweep);
		if (ret)
			return ret;
	}
	if (sweep->kept_count == 1) {
		ret = keep_more(sweep);
		if (ret)
			return ret;
	}
	ret = run_grid(sweep);
	if (!ret)
		ret = run_borders(sweep);
	print_windows(sweep);
	return ret;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "dir", required_argument, NULL, 'd' },
		{ "plugin", required_argument, NULL, 'p' },
		{ "end", required_argument, NULL, 'e' },
		{ "way", required_argument, NULL, 'w' },
		{ "kernel", required_argument, NULL, 'k' },
		{ "symbols", required_argument, NULL, 'y' },
		{ "hit", required_argument, NULL, 'h' },
		{ "results", required_argument, NULL, 'r' },
		{ "grid", required_argument, NULL, 'g' },
		{ "seconds", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	static struct sweep sweep = { .grid = 32, .seconds = 1e9 };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'd': sweep.dir = optarg; break;
		case 'p': sweep.plugin = optarg; break;
		case 'e':
			sweep.end_address = strtoull(optarg, NULL, 16);
			break;
		case 'w': sweep.way = optarg; break;
		case 'k': sweep.kernel = optarg; break;
		case 'y': sweep.symbols = optarg; break;
		case 'h':
			if (!hit_parse(optarg, &sweep.hit))
				return 2;
			break;
		case 'r': sweep.results = optarg; break;
		case 'g':
			sweep.grid = (unsigned int)strtoul(optarg, NULL, 10);
			break;
		case 's': sweep.seconds = strtod(optarg, NULL); break;
		default: return 2;
		}
	}
	if (!sweep.dir || !sweep.plugin || !sweep.way || !sweep.kernel ||
	    !sweep.symbols || !sweep.results || !sweep.end_address ||
	    sweep.grid < 1 || sweep.grid > GRID_MAX)
		return 2;
	return sweep_run(&sweep);
}

static int draw(int argc, char **argv)
{
	struct lanes lanes = { 0 };
	int ret = 0;

	if (argc < 3 || (strcmp(argv[1], "text") != 0 &&
			 strcmp(argv[1], "svg") != 0))
		return 2;
	for (int i = 2; i < argc && !ret; i++) {
		FILE *file = fopen(argv[i], "re");

		if (!file || !lanes_read(&lanes, file)) {
			fprintf(stderr, "sweep: %s: no results\n", argv[i]);
			ret = 1;
		}
		if (file)
			fclose(file);
	}
	if (!ret && !strcmp(argv[1], "text"))
		draw_text(&lanes, stdout);
	else if (!ret)
		draw_svg(&lanes, stdout);
	lanes_deinit(&lanes);
	return ret;
}

int main(int argc, char **argv)
{
	int ret = 2;

	if (argc > 1 && !strcmp(argv[1], "take"))
		ret = take(argc - 1, argv + 1);
	else if (argc > 1 && !strcmp(argv[1], "run"))
		ret = run(argc - 1, argv + 1);
	else if (argc > 1 && !strcmp(argv[1], "draw"))
		ret = draw(argc - 1, argv + 1);
	if (ret == 2)
		fprintf(stderr, "usage: sweep take|run|draw OPTION...; "
			"see tests/sweep/sweep.c\n");
	return ret;
}
