// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_mkimage.c - "kdump-prep mkimage": build the initramfs of the capture
 * environment.
 */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kdump-prep/capture_here.h"
#include "kdump-prep/capture_image.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmd.h"
#include "kdump-prep/dumplevel.h"
#include "kdump-prep/file_write.h"
#include "kdump-prep/fit.h"
#include "kdump-prep/fit_files.h"
#include "kdump-prep/json.h"
#include "kdump-prep/kernel_image.h"
#include "kdump-prep/libexec.h"
#include "kdump-prep/measure.h"
#include "kdump-prep/number.h"

#define DEADLINE_MAX 86400u
#define IMAGE_MODE 0600
/* ELF header, record and backup of a large machine. */
#define HIDDEN (1u << 20)

enum option {
	OPTION_TARGET,
	OPTION_MODULE,
	OPTION_MODULES,
	OPTION_KERNEL,
	OPTION_MEASURE,
	OPTION_NETWORK,
	OPTION_SSH_KEY,
	OPTION_KNOWN_HOSTS,
	OPTION_SSH,
	OPTION_LVM,
	OPTION_DEADLINE,
	OPTION_WAIT,
	OPTION_PACKING,
	OPTION_LEVEL,
	OPTION_INIT,
	OPTION_MAKEDUMPFILE,
	OPTION_LIBRARY_DIR,
	OPTION_JSON,
};

static const struct kdp_option options[] = {
	[OPTION_TARGET] = { "target", 0, "TARGET",
			    "where the dump goes; the next one if that fails" },
	[OPTION_MODULE] = { "module", 0, "NAME",
			    "load this module of the kernel too" },
	[OPTION_MODULES] = { "modules", 0, "DIR",
			     "the modules of the crash kernel" },
	[OPTION_KERNEL] = { "kernel", 0, "FILE",
			    "tell the crashkernel= that it needs with it" },
	[OPTION_MEASURE] = { "measure", 0, NULL,
			     "find that crashkernel= by trial, in QEMU" },
	[OPTION_NETWORK] = { "network", 0, "NETWORK",
			     "the interface for targets of ssh and nfs" },
	[OPTION_SSH_KEY] = { "ssh-key", 0, "FILE",
			     "the key that ssh shows" },
	[OPTION_KNOWN_HOSTS] = { "known-hosts", 0, "FILE",
				 "the servers that ssh knows" },
	[OPTION_SSH] = { "ssh", 0, "FILE", "the program ssh" },
	[OPTION_LVM] = { "lvm", 0, "FILE", "the program lvm" },
	[OPTION_DEADLINE] = { "deadline", 0, "SECONDS",
			      "reboot then, whatever the state of the dump" },
	[OPTION_WAIT] = { "wait", 0, "SECONDS",
			  "how long a device may take to appear" },
	[OPTION_PACKING] = { "packing", 0, "KIND",
			     "of the dump: lzo or zlib" },
	[OPTION_LEVEL] = { "dump-level", 0, "NUMBER",
			   "what makedumpfile leaves out, whatever that costs" },
	[OPTION_INIT] = { "init", 0, "FILE", "the capture program" },
	[OPTION_MAKEDUMPFILE] = { "makedumpfile", 0, "FILE",
				  "the program that writes the dump" },
	[OPTION_LIBRARY_DIR] = { "library-dir", 0, "DIR",
				 "look for libraries there first" },
	[OPTION_JSON] = { "json", 0, NULL, "print sizes as JSON" },
	{ NULL, 0, NULL, NULL },
};

struct arguments {
	const struct kdp_sysroot *root;
	struct kdp_capture_request request;
	const char *output;
	const char *kernel;	/* NULL: it needs who knows what */
	bool measure;
	struct kdp_measured measured;
	char crashkernel[64];	/* computed; empty: not known */
	char modules[128];
	char its_kernel[KDP_CAPTURE_WORD];
	char init[PATH_MAX];
	bool json;
};

KDP_MUST_CHECK
static struct kdp_error *take_seconds(const char *what, const char *value,
				      uint32_t *ret)
{
	struct kdp_error *err;
	uint64_t number;

	err = kdp_number_parse(what, value, DEADLINE_MAX, &number);
	if (!err)
		*ret = (uint32_t)number;
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *take_packing(const char *value, char *ret)
{
	if (strcmp(value, "lzo") != 0 && strcmp(value, "zlib") != 0)
		return kdp_error_create(KDP_ERROR_USAGE,
					"--packing: found \"%s\", expected lzo or zlib",
					value);
	memcpy(ret, value, strlen(value) + 1);
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *take_level(const char *value,
				    struct kdp_capture_config *config)
{
	struct kdp_error *err;
	uint64_t level;

	err = kdp_number_parse("--dump-level", value, KDP_DUMP_LEVEL, &level);
	if (err)
		return err;
	config->level = (uint32_t)level;
	config->level_set = true;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *take_library_dir(const char *value,
					  struct kdp_capture_request *request)
{
	if (request->library_dir_count == KDP_CAPTURE_LIBRARY_DIRS)
		return kdp_error_create(KDP_ERROR_USAGE,
					"--library-dir: more than %u",
					KDP_CAPTURE_LIBRARY_DIRS);
	request->library_dir[request->library_dir_count++] = value;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *take_option(struct arguments *a, enum option which,
				     const char *value)
{
	struct kdp_capture_request *request = &a->request;

	switch (which) {
	case OPTION_TARGET:
		return kdp_capture_here(a->root, value, request);
	case OPTION_MODULE:
		return kdp_capture_name(value, request);
	case OPTION_MODULES:
		request->modules = value;
		return NULL;
	case OPTION_KERNEL:
		a->kernel = value;
		return NULL;
	case OPTION_MEASURE:
		a->measure = true;
		return NULL;
	case OPTION_NETWORK:
		return kdp_capture_network_here(a->root, value, request);
	case OPTION_SSH_KEY:
		request->ssh_key = value;
		return NULL;
	case OPTION_KNOWN_HOSTS:
		request->known_hosts = value;
		return NULL;
	case OPTION_SSH:
		request->ssh = value;
		return NULL;
	case OPTION_LVM:
		request->lvm = value;
		return NULL;
	case OPTION_DEADLINE:
		return take_seconds("--deadline", value,
				    &request->config.deadline);
	case OPTION_WAIT:
		return take_seconds("--wait", value, &request->config.wait);
	case OPTION_PACKING:
		return take_packing(value, request->config.packing);
	case OPTION_LEVEL:
		return take_level(value, &request->config);
	case OPTION_INIT:
		request->init = value;
		return NULL;
	case OPTION_MAKEDUMPFILE:
		request->makedumpfile = value;
		return NULL;
	case OPTION_LIBRARY_DIR:
		return take_library_dir(value, request);
	case OPTION_JSON:
		a->json = true;
		return NULL;
	}
	return NULL;
}

static struct kdp_error *take(void *context, const struct kdp_option *option,
			      const char *value)
{
	struct arguments *a = context;

	if (option)
		return take_option(a, (enum option)(option - options), value);
	return kdp_args_only(&a->output, value);
}

KDP_MUST_CHECK
static struct kdp_error *parse(int argc, char **argv, struct arguments *a)
{
	struct kdp_error *err = kdp_args_walk(options, argc, argv, take, a);

	if (err)
		return err;
	if (!a->output)
		return kdp_error_create(KDP_ERROR_USAGE,
					"name the file to write");
	if (!a->request.config.target_count)
		return kdp_error_create(KDP_ERROR_USAGE,
					"name a --target");
	return NULL;
}

static bool has_ssh(const struct kdp_capture_config *config)
{
	size_t i;

	for (i = 0; i < config->target_count; i++)
		if (config->target[i].kind == KDP_CAPTURE_SSH)
			return true;
	return false;
}

/* Targets on other machines must be within reach. */
KDP_MUST_CHECK
static struct kdp_error *check_servers(const struct kdp_capture_config *config)
{
	char name[2 * KDP_CAPTURE_WORD + 64];
	struct in_addr server;
	size_t i;

	for (i = 0; i < config->target_count; i++) {
		if (!kdp_capture_target_server(&config->target[i], &server))
			continue;
		kdp_capture_target_name(&config->target[i], name,
					sizeof(name));
		if (!config->network.mac[0])
			return kdp_error_create(KDP_ERROR_USAGE,
						"target \"%s\" needs a --network",
						name);
		if (!kdp_capture_network_reaches(&config->network, server))
			return kdp_error_create(KDP_ERROR_USAGE,
						"target \"%s\": not in the network of --network, which has no gateway",
						name);
	}
	return NULL;
}

/* As kdump-tools and kdumpctl call them. */
static void complete_ssh(struct kdp_capture_request *request)
{
	if (!has_ssh(&request->config)) {
		request->ssh = NULL;
		return;
	}
	if (!request->ssh)
		request->ssh = "/usr/bin/ssh";
	if (!request->ssh_key)
		request->ssh_key = "/root/.ssh/kdump_id_rsa";
	if (!request->known_hosts)
		request->known_hosts = "/root/.ssh/known_hosts";
}

static void complete_lvm(struct kdp_capture_request *request)
{
	const struct kdp_capture_config *config = &request->config;
	const char *lvm = request->lvm ? request->lvm : "/sbin/lvm";
	size_t i;

	request->lvm = NULL;
	for (i = 0; i < config->target_count; i++)
		if (kdp_capture_target_volume(&config->target[i]))
			request->lvm = lvm;
}

/* The one that the modules are of, where it has its usual name. */
static void complete_kernel(struct arguments *a)
{
	const char *modules = a->request.modules;
	const char *slash = strrchr(modules, '/');

	if (a->kernel)
		return;
	snprintf(a->its_kernel, sizeof(a->its_kernel), "/boot/vmlinuz-%s",
		 slash ? slash + 1 : modules);
	if (a->measure || access(a->its_kernel, R_OK) == 0)
		a->kernel = a->its_kernel;
}

/* What was not given is this system's own. */
KDP_MUST_CHECK
static struct kdp_error *complete(struct arguments *a)
{
	struct utsname name;

	if (!a->request.modules) {
		uname(&name);
		snprintf(a->modules, sizeof(a->modules), "/lib/modules/%s",
			 name.release);
		a->request.modules = a->modules;
	}
	if (!a->request.makedumpfile)
		a->request.makedumpfile = kdp_capture_makedumpfile();
	if (!a->request.makedumpfile)
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"makedumpfile is not installed; see --makedumpfile");
	complete_kernel(a);
	complete_lvm(&a->request);
	complete_ssh(&a->request);
	return check_servers(&a->request.config);
}

/* By the rule that load judges a reservation by, on a machine like any. */
KDP_MUST_CHECK
static struct kdp_error *find_need(struct arguments *a,
				   const struct kdp_capture_image *image)
{
	const struct kdp_topology topology = { 0 };
	struct kdp_fit fit = {
		.packed = image->size,
		.unpacked = image->unpacked,
	};
	struct kdp_file file = { 0 };
	struct kdp_error *err;

	if (!a->kernel)
		return NULL;
	err = kdp_kernel_image_open(a->kernel, &file);
	if (err)
		return err;
	err = kdp_fit_kernel(&file, &topology, false, &fit);
	if (!err)
		kdp_fit_crashkernel(&fit, a->crashkernel,
				    sizeof(a->crashkernel));
	kdp_file_close(&file);
	return kdp_error_wrap(err, "%s", a->kernel);
}

static void print(const struct arguments *a,
		  const struct kdp_capture_image *image)
{
	char name[2 * KDP_CAPTURE_WORD + 64];
	size_t i;

	printf("%s: %zu bytes, unpacked %" PRIu64 "; %zu files, %zu modules\n",
	       a->output, image->size, image->unpacked, image->files,
	       image->modules);
	if (image->lvm)
		printf("lvm takes %" PRIu64 " bytes of that unpacked\n",
		       image->lvm);
	if (a->crashkernel[0] && !a->measure)
		printf("%s would fit; that is computed, --measure tries it\n",
		       a->crashkernel);
	for (i = 0; i < a->request.config.target_count; i++) {
		kdp_capture_target_name(&a->request.config.target[i], name,
					sizeof(name));
		printf("target %s\n", name);
	}
}

static void print_measured(const struct kdp_measured *measured)
{
	printf("crashkernel=%" PRIu64 "M saves the dump%s; measured in %zu boots, %u s, %s\n",
	       measured->mib, measured->least ? ", 8M less does not" : "",
	       measured->boots, measured->seconds,
	       measured->kvm ? "by KVM" : "emulated");
}

static struct json_object *as_json(const struct arguments *a,
				   const struct kdp_capture_image *image)
{
	const struct kdp_capture_config *config = &a->request.config;
	char name[2 * KDP_CAPTURE_WORD + 64];
	struct kdp_json json, list;
	size_t i;

	kdp_json_object(&json);
	kdp_json_string(&json, "file", a->output);
	kdp_json_number(&json, "size", image->size);
	kdp_json_number(&json, "unpacked", image->unpacked);
	if (image->lvm)
		kdp_json_number(&json, "lvm", image->lvm);
	kdp_json_number(&json, "files", image->files);
	if (a->crashkernel[0])
		kdp_json_string(&json, "crashkernel",
				strchr(a->crashkernel, '=') + 1);
	if (a->measured.mib) {
		kdp_json_number(&json, "measured_mib", a->measured.mib);
		kdp_json_bool(&json, "measured_smallest", a->measured.least);
		kdp_json_number(&json, "measured_boots", a->measured.boots);
		kdp_json_number(&json, "measured_seconds",
				a->measured.seconds);
	}
	kdp_json_array(&list);
	for (i = 0; i < config->module_count; i++)
		kdp_json_string(&list, NULL, config->module[i]);
	kdp_json_member(&json, "modules", &list);
	kdp_json_array(&list);
	for (i = 0; i < config->target_count; i++) {
		kdp_capture_target_name(&config->target[i], name,
					sizeof(name));
		kdp_json_string(&list, NULL, name);
	}
	kdp_json_member(&json, "targets", &list);
	return kdp_json_finish(&json);
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	KDP_AUTO_FREE struct arguments *a = calloc(1, sizeof(*a));
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct kdp_capture_image image;
	struct kdp_error *err;

	(void)status;
	if (!a)
		return &kdp_enomem;
	a->root = &globals->root;
	a->json = globals->json;
	a->request.init = kdp_libexec_path("capture", a->init);
	kdp_capture_config_init(&a->request.config);
	err = parse(argc, argv, a);
	if (!err)
		err = complete(a);
	if (!err && a->measure)
		err = kdp_measure_possible();
	if (!err)
		err = kdp_capture_image_build(&a->request, &image);
	if (err)
		return err;
	data = image.data;
	err = find_need(a, &image);
	if (!err)
		err = kdp_file_write(a->output, IMAGE_MODE, image.data,
				     image.size);
	if (err)
		return err;
	if (!a->json)
		print(a, &image);
	if (a->measure) {
		fflush(stdout);
		err = kdp_measure(a->root, a->kernel, a->output, !a->json,
				  &a->measured);
	}
	if (err)
		return kdp_error_wrap(err, "%s is written, and not measured",
				      a->output);
	if (a->json)
		return kdp_json_print(as_json(a, &image));
	if (a->measure)
		print_measured(&a->measured);
	return NULL;
}

const struct kdp_cmd kdp_cmd_mkimage = {
	.name = "mkimage",
	.synopsis = "--target=TARGET [OPTION]... FILE",
	.summary = "build the initramfs that saves the dump",
	.options = options,
	.run = run,
};
