// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_load.c - "load": arms a crash kernel.
 */
#include <string.h>

#include "kdump-prep/cmd.h"
#include "kdump-prep/load.h"
#include "kdump-prep/names.h"
#include "kdump-prep/number.h"

/* An hour is more than any test needs. */
#define TEST_WAIT_MAX 3600000u

enum load_option {
	LOAD_INITRD,
	LOAD_APPEND,
	LOAD_COMMAND_LINE,
	LOAD_REUSE_CMDLINE,
	LOAD_DEFAULT_CMDLINE,
	LOAD_NO_DEFAULT,
	LOAD_CONSOLE_SERIAL,
	LOAD_SERIAL,
	LOAD_SERIAL_BAUD,
	LOAD_NO_CHECKS,
	LOAD_DIGEST,
	LOAD_ON_CORRUPT,
	LOAD_KEEP_COMPRESSED,
	LOAD_CACHE,
	LOAD_NOEFI,
	LOAD_FILE,
	LOAD_REQUIRE,
	LOAD_DRY_RUN,
	LOAD_JSON,
	LOAD_WATCHDOG,
	LOAD_TEST_WAIT,
};

static const struct kdp_option options[] = {
	[LOAD_INITRD] = { "initrd", 0, "FILE", "initrd of the crash kernel" },
	[LOAD_APPEND] = { "append", 0, "STRING",
			  "command line of the crash kernel" },
	[LOAD_COMMAND_LINE] = { "command-line", 0, "STRING",
				"the same as --append" },
	[LOAD_REUSE_CMDLINE] = { "reuse-cmdline", 0, NULL,
				 "put the running kernel's in front of it" },
	[LOAD_DEFAULT_CMDLINE] = { "default-cmdline", 0, "SET",
				   "what is added: all (default), safe, none" },
	[LOAD_NO_DEFAULT] = { "no-default", 0, "NAMES",
			      "do not add these, parted by commas" },
	[LOAD_CONSOLE_SERIAL] = { "console-serial", 0, NULL,
				  "purgatory prints a line for each step" },
	[LOAD_SERIAL] = { "serial", 0, "PORT",
			  "where to: ttyS0 (default), ttyS1 or 0xPORT" },
	[LOAD_SERIAL_BAUD] = { "serial-baud", 0, "RATE",
			       "set the rate; default: leave it" },
	[LOAD_NO_CHECKS] = { "no-checks", 'i', NULL,
			     "the same as --digest=none" },
	[LOAD_DIGEST] = { "digest", 0, "KIND",
			  "verify by: crc32c (default), sha256, none" },
	[LOAD_ON_CORRUPT] = { "on-corrupt", 0, "POLICY",
			       "image damaged: reset (default), boot, halt" },
	[LOAD_KEEP_COMPRESSED] = { "keep-compressed", 0, NULL,
				   "do not unpack the kernel at load time" },
	[LOAD_CACHE] = { "cache", 0, "DIR",
			 "of unpacked kernels; none: no cache" },
	[LOAD_NOEFI] = { "noefi", 0, NULL,
			 "do not tell the crash kernel of EFI" },
	[LOAD_FILE] = { "file", 0, NULL,
			"load a wrapped kernel by kexec_file_load(2)" },
	[LOAD_REQUIRE] = { "require", 0, "NAMES",
			   "load with these protections or not at all" },
	[LOAD_DRY_RUN] = { "dry-run", 0, NULL,
			   "build and check the image, do not load it" },
	[LOAD_JSON] = { "json", 0, NULL, "with --dry-run: print JSON" },
	[LOAD_WATCHDOG] = { "watchdog", 0, "SECONDS",
			    "arm a watchdog; default: none" },
	[LOAD_TEST_WAIT] = { "test-wait", 0, "MS",
			     "for tests: purgatory first waits" },
	{ NULL, 0, NULL, NULL },
};

static struct kdp_error *set_digest(struct kdp_load_options *load,
				    const char *text)
{
	unsigned int number;

	if (!kdp_name_parse(kdp_digest_names, text, strlen(text), &number))
		return kdp_error_create(KDP_ERROR_USAGE,
					"--digest: found \"%s\", expected crc32c, sha256 or none",
					text);
	load->policy.digest = number;
	return NULL;
}

static struct kdp_error *set_mismatch(struct kdp_load_options *load,
				      const char *text)
{
	unsigned int number;

	if (!kdp_name_parse(kdp_mismatch_names, text, strlen(text), &number))
		return kdp_error_create(KDP_ERROR_USAGE,
					"--on-corrupt: found \"%s\", expected reset, boot or halt",
					text);
	load->policy.mismatch = number;
	return NULL;
}

static struct kdp_error *set_wait(struct kdp_load_options *load,
				  const char *text)
{
	struct kdp_error *err;
	uint64_t ms;

	err = kdp_number_parse("--test-wait", text, TEST_WAIT_MAX, &ms);
	if (err)
		return err;
	load->policy.test_wait_ms = (uint32_t)ms;
	return NULL;
}

static struct kdp_error *set_option(struct kdp_load_options *load,
				    enum load_option which, const char *value)
{
	switch (which) {
	case LOAD_INITRD:
		load->initrd = value;
		break;
	case LOAD_APPEND:
	case LOAD_COMMAND_LINE:
		load->append = value;
		break;
	case LOAD_REUSE_CMDLINE:
		load->reuse_cmdline = true;
		break;
	case LOAD_DEFAULT_CMDLINE:
		return kdp_cmdline_set_parse(&load->defaults, value);
	case LOAD_NO_DEFAULT:
		return kdp_cmdline_off_parse(&load->defaults, value);
	case LOAD_CONSOLE_SERIAL:
		load->console_serial = true;
		break;
	case LOAD_SERIAL:
		return kdp_load_set_serial(load, value);
	case LOAD_SERIAL_BAUD:
		return kdp_load_set_baud(load, value);
	case LOAD_NO_CHECKS:
		load->policy.digest = KDP_DIGEST_NONE;
		break;
	case LOAD_DIGEST:
		return set_digest(load, value);
	case LOAD_ON_CORRUPT:
		return set_mismatch(load, value);
	case LOAD_KEEP_COMPRESSED:
		load->keep_compressed = true;
		break;
	case LOAD_CACHE:
		load->cache = value;
		break;
	case LOAD_NOEFI:
		load->noefi = true;
		break;
	case LOAD_FILE:
		load->file = true;
		break;
	case LOAD_REQUIRE:
		return kdp_require_parse(value, &load->required);
	case LOAD_DRY_RUN:
		load->dry_run = true;
		break;
	case LOAD_JSON:
		load->json = true;
		break;
	case LOAD_WATCHDOG:
		return kdp_load_set_watchdog(&load->policy, value);
	case LOAD_TEST_WAIT:
		return set_wait(load, value);
	}
	return NULL;
}

static struct kdp_error *take(void *context, const struct kdp_option *option,
			      const char *value)
{
	struct kdp_load_options *load = context;

	if (option)
		return set_option(load, (enum load_option)(option - options),
				  value);
	if (load->kernel)
		return kdp_error_create(KDP_ERROR_USAGE, "a second kernel: %s",
					value);
	load->kernel = value;
	return NULL;
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	struct kdp_load_options load = { .json = globals->json };
	struct kdp_error *err;

	err = kdp_args_walk(options, argc, argv, take, &load);
	if (err)
		return err;
	load.argv = argv;
	load.argc = argc;
	if (!load.kernel)
		return kdp_error_create(KDP_ERROR_USAGE,
					"expected the path of a kernel");
	return kdp_load(globals, &load, status);
}

const struct kdp_cmd kdp_cmd_load = {
	.name = "load",
	.synopsis = "[OPTION]... KERNEL",
	.summary = "load a crash kernel",
	.options = options,
	.run = run,
};
