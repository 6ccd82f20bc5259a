// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/ramoops.c: zones are where Linux's fs/pstore/ram.c puts
 * them, a driver without memory or without dump zones gives none, parameters
 * that contradict each other are an error.
 */
#include "kdump-prep/ramoops.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap.h"

static char dir[] = "/tmp/kdp-ramoops-XXXXXX";

static void put(const char *name, const char *value)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path),
		 "%s/sys/module/ramoops/parameters/%s", dir, name);
	file = fopen(path, "w");
	if (!file || fprintf(file, "%s\n", value) < 0 || fclose(file))
		abort();
}

/* As the files are after "modprobe ramoops mem_address=... mem_size=1M". */
static void parameters(void)
{
	put("mem_address", "4563402752");
	put("mem_size", "1048576");
	put("record_size", "65536");
	put("console_size", "131072");
	put("ftrace_size", "4096");
	put("pmsg_size", "4096");
	put("ecc", "0");
}

static struct kdp_error *discover(struct kdp_ramoops *ret)
{
	struct kdp_sysroot root;
	struct kdp_error *err;

	err = kdp_sysroot_init(&root, dir);
	if (err)
		abort();
	err = kdp_ramoops_discover(&root, ret);
	kdp_sysroot_deinit(&root);
	return err;
}

static void zones_are_where_linux_has_them(void)
{
	struct kdp_ramoops ramoops;

	parameters();
	TAP_CHECK(!discover(&ramoops));
	TAP_EQ(ramoops.zone, 4563402752);
	/* 909312 bytes for 13 dumps of 65536: each gets its share, even. */
	TAP_EQ(ramoops.zone_count, 13);
	TAP_EQ(ramoops.zone_size, 69946);
	TAP_EQ(ramoops.ecc, 0);
	put("ecc", "16");
	put("record_size", "70000");
	TAP_CHECK(!discover(&ramoops));
	TAP_EQ(ramoops.zone_count, 13);
	TAP_EQ(ramoops.ecc, 16);
}

static void driver_without_zones_gives_none(void)
{
	static const char *const names[] = { "mem_address", "mem_size",
					     "record_size" };
	struct kdp_ramoops ramoops;
	size_t i;

	for (i = 0; i < 3; i++) {
		parameters();
		put(names[i], "0");
		TAP_CHECK(!discover(&ramoops));
		TAP_EQ(ramoops.zone_count, 0);
	}
	parameters();
	put("record_size", "1048576");
	TAP_CHECK(!discover(&ramoops));
	TAP_EQ(ramoops.zone_count, 0);
}

static void parameters_that_cannot_be_are_errors(void)
{
	static const struct {
		const char *name;
		const char *value;
	} wrong[] = {
		{ "mem_size", "65536" },
		{ "mem_size", "4294967296" },
		{ "console_size", "18446744073709551615" },
		{ "mem_address", "18446744073709551615" },
		{ "ecc", "x" },
	};
	struct kdp_ramoops ramoops;
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		parameters();
		put(wrong[i].name, wrong[i].value);
		err = discover(&ramoops);
		TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
		if (!err)
			printf("# %s=%s\n", wrong[i].name, wrong[i].value);
		kdp_error_destroy(err);
	}
}

static void make_dirs(void)
{
	static const char *const below[] = { "/sys", "/sys/module",
					     "/sys/module/ramoops",
					     "/sys/module/ramoops/parameters" };
	char path[200];
	size_t i;

	if (!mkdtemp(dir))
		abort();
	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s%s", dir, below[i]);
		if (mkdir(path, 0755))
			abort();
	}
}

static void remove_dirs(void)
{
	char command[60];

	snprintf(command, sizeof(command), "rm -r %s", dir);
	if (system(command))
		abort();
}

int main(void)
{
	make_dirs();
	TAP_RUN(zones_are_where_linux_has_them);
	TAP_RUN(driver_without_zones_gives_none);
	TAP_RUN(parameters_that_cannot_be_are_errors);
	remove_dirs();
	return tap_done();
}
